use rustls_pki_types::pem::PemObject;
use rustls_pki_types::{CertificateDer, SubjectPublicKeyInfoDer};

use super::TrustError;
use super::x509::{Certificate, public_key};
use crate::cose::PublicKey;
use crate::limits::{MAX_FILE_CERTIFICATES, MAX_LIST_BYTES};

/// The certificates of a file: one in DER, or any number in PEM (RFC 7468), text around them ignored. Each is looked at
/// far enough to be sure that it is one; nothing of it is believed.
pub fn certificates(file: &[u8]) -> Result<Vec<Vec<u8>>, TrustError> {
    let wrong = |what| TrustError::File { what };
    if file.len() > MAX_LIST_BYTES {
        return Err(wrong("too large"));
    }
    if !is_pem(file) {
        Certificate::parse(file)?;
        return Ok(vec![file.to_vec()]);
    }
    let mut found = Vec::new();
    for der in CertificateDer::pem_slice_iter(file) {
        let der = der.map_err(|_| wrong("broken PEM"))?;
        Certificate::parse(&der)?;
        if found.len() == MAX_FILE_CERTIFICATES {
            return Err(wrong("too many certificates"));
        }
        found.push(der.to_vec());
    }
    if found.is_empty() { Err(wrong("no certificate in it")) } else { Ok(found) }
}

/// The first `PUBLIC KEY` of a PEM file (RFC 7468 §13), or one SubjectPublicKeyInfo in DER.
pub fn public_key_pem(file: &[u8]) -> Result<PublicKey, TrustError> {
    if !is_pem(file) {
        return public_key(file);
    }
    let der = SubjectPublicKeyInfoDer::from_pem_slice(file)
        .map_err(|_| TrustError::File { what: "no public key in it" })?;
    public_key(&der)
}

/// DER starts with a SEQUENCE; PEM with its mark or with text before it.
fn is_pem(file: &[u8]) -> bool {
    file.first() != Some(&0x30)
}
