/** What onnxruntime says, and what an operator makes of it where that is known. */
export function onnxWords({ message }: Error): string {
  const wanted = /Failed to allocate memory for requested buffer of size (\d+)/.exec(message)?.[1];
  if (wanted !== undefined)
    return `it wants ${(Number(wanted) / 2 ** 30).toFixed(1)} GiB of memory at once, more than there is. Give inference more, or take a smaller model`;
  if (/external data/i.test(message))
    return `${message}. Its weights are in a second file: export it as one (PyTorch: external_data=False)`;
  return message;
}
