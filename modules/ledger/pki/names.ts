import { oid, sequence } from './values.ts'

/** The names of things in certificates and signed messages, as DER. */
export const NAMES = {
  // RFC 5280, RFC 5480, ETSI EN 319 412-1
  commonName: oid('2.5.4.3'), country: oid('2.5.4.6'), organisation: oid('2.5.4.10'), organisationIdentifier: oid('2.5.4.97'),
  subjectKey: oid('2.5.29.14'), keyUsage: oid('2.5.29.15'), basicConstraints: oid('2.5.29.19'), crlNumber: oid('2.5.29.20'), reason: oid('2.5.29.21'),
  distributionPoints: oid('2.5.29.31'), authorityKey: oid('2.5.29.35'), extendedUsage: oid('2.5.29.37'), timeStamping: oid('1.3.6.1.5.5.7.3.8'),
  // RFC 5652, RFC 5035, RFC 3161
  data: oid('1.2.840.113549.1.7.1'), signedData: oid('1.2.840.113549.1.7.2'), contentType: oid('1.2.840.113549.1.9.3'), messageDigest: oid('1.2.840.113549.1.9.4'),
  signingCertificate: oid('1.2.840.113549.1.9.16.2.47'), timeStamp: oid('1.2.840.113549.1.9.16.2.14'), stamped: oid('1.2.840.113549.1.9.16.1.4'),
  /** Best practices for time stamps (ETSI EN 319 421, section 5.2). */
  stampPolicy: oid('0.4.0.2023.1.1'),
} as const

/** ecdsa-with-SHA256 (RFC 5758, section 3.2): it has no parameters. */
export const ECDSA = sequence(oid('1.2.840.10045.4.3.2'))

/** The digests that are taken, each as AlgorithmIdentifier without parameters (RFC 5754, section 2). */
export const DIGESTS = { sha256: sequence(oid('2.16.840.1.101.3.4.2.1')), sha384: sequence(oid('2.16.840.1.101.3.4.2.2')), sha512: sequence(oid('2.16.840.1.101.3.4.2.3')) } as const
