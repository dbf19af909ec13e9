export { ensureDevelopmentLicense, type DevelopmentLicense } from './development.js';
export { issueLicense, type LicenseOrder } from './issue.js';
export { createKeys, keyFiles, loadKeys, type VendorKeys } from './keys.js';
