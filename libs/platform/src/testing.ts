export { unusedPorts } from './unused-ports.fixture.js';
