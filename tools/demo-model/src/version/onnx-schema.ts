import protobuf from 'protobufjs';

/** The part of ONNX's format that our networks need; numbers as in onnx.proto of ONNX 1.12 (IR 8). */
const { root } = protobuf.parse(
  `
  syntax = "proto2";
  message Model {
    optional int64 ir_version = 1;
    optional string producer_name = 2;
    optional Graph graph = 7;
    repeated OperatorSet opset_import = 8;
  }
  message OperatorSet {
    optional string domain = 1;
    optional int64 version = 2;
  }
  message Graph {
    repeated Node node = 1;
    optional string name = 2;
    repeated Tensor initializer = 5;
    repeated Value input = 11;
    repeated Value output = 12;
  }
  message Node {
    repeated string input = 1;
    repeated string output = 2;
    optional string name = 3;
    optional string op_type = 4;
    repeated Attribute attribute = 5;
  }
  message Attribute {
    optional string name = 1;
    optional int64 i = 3;
    repeated int64 ints = 8;
    optional int32 type = 20;
  }
  message Tensor {
    repeated int64 dims = 1;
    optional int32 data_type = 2;
    optional string name = 8;
    optional bytes raw_data = 9;
  }
  message Value {
    optional string name = 1;
    optional ValueType type = 2;
  }
  message ValueType {
    optional TensorType tensor_type = 1;
  }
  message TensorType {
    optional int32 elem_type = 1;
    optional Shape shape = 2;
  }
  message Shape {
    repeated Dimension dim = 1;
  }
  message Dimension {
    optional int64 dim_value = 1;
    optional string dim_param = 2;
  }
  `,
  { keepCase: true },
);

const type = root.lookupType('Model');

/** Codes of onnx.proto. */
export const elementType = { float: 1, int64: 7 } as const;
const attributeType = { int: 2, ints: 7 } as const;

export interface Tensor {
  name: string;
  dims: number[];
  data_type: number;
  /** Little-endian. */
  raw_data: Uint8Array;
}

export interface Model {
  ir_version: number;
  producer_name: string;
  opset_import: { domain: string; version: number }[];
  graph: {
    name: string;
    node: Node[];
    initializer: Tensor[];
    input: Value[];
    output: Value[];
  };
}

export interface Node {
  name: string;
  op_type: string;
  input: string[];
  output: string[];
  attribute: { name: string; type: number; i?: number; ints?: number[] }[];
}

export interface Value {
  name: string;
  type: {
    tensor_type: {
      elem_type: number;
      shape: { dim: { dim_value?: number; dim_param?: string }[] };
    };
  };
}

export const attributes = (values: Record<string, number | number[]>): Node['attribute'] =>
  Object.entries(values).map(([name, value]) =>
    Array.isArray(value)
      ? { name, type: attributeType.ints, ints: value }
      : { name, type: attributeType.int, i: value },
  );

export const encodeModel = (model: Model): Uint8Array =>
  type.encode(type.fromObject(model)).finish();

/** @throws Error when the bytes are not an ONNX file. */
export const decodeModel = (bytes: Uint8Array): Model =>
  type.toObject(type.decode(bytes), { longs: Number, arrays: true }) as Model;
