export { gnuLongName, makeTar, pax, tarEntry, type TarPart } from './tar.fixture.js';
