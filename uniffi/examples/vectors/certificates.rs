//! Documents whose signer is vouched for by a certificate (ISO/IEC 18013-5 Annex B).

use base64::Engine as _;
use qujat::cose::{PublicKey, Signer, SoftwareSigner};
use qujat::document::mdoc::IssuerSigned;
use qujat::document::{Issuance, Record};
use qujat::time::Timestamp;
use qujat::trust::ListedSigner;
use rcgen::{
    BasicConstraints, CertificateParams, DistinguishedName, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer,
    KeyUsagePurpose, PKCS_ECDSA_P256_SHA256, PublicKeyData, SignatureAlgorithm, SigningKey,
};
use serde_json::{Value, json};
use time::OffsetDateTime;

use crate::Wanted::{Error, Invalid, Pass, Unknown};
use crate::world::{NEXT_UPDATE, NOW, Who, cose_key, counting, hex, issue, list, material, record};
use crate::{Cases, Outcome};

pub(crate) fn add(cases: &mut Cases) -> Outcome<()> {
    let root = Authority::make("Sample root", Who::Publisher)?;
    let good = root.certify(Who::Ministry, YEAR, Some(document_signer()))?;
    documents(cases, &root, &good)?;
    countries(cases, &root, &good)?;
    listed(cases, &good)?;
    trusts(cases, &root.der, &good);
    Ok(())
}

fn documents(cases: &mut Cases, root: &Authority, good: &[u8]) -> Outcome<()> {
    let given = |chain: &[u8], trust: &Value| -> Outcome<Value> {
        let document = hex(&issued("identity_card", chain)?);
        Ok(json!({ "trust": trust, "document": document, "expected_subject": null, "now": NOW }))
    };
    let by_root = trusting(&[&root.der], &[]);
    let chain = given(good, &by_root)?;
    cases.add("document", "chain", "its signer's certificate is an authority's", chain, Pass);
    let by_signer = given(good, &trusting(&[], &[good]))?;
    cases.add("document", "signer_certificate", "its signer's own certificate is trusted", by_signer, Pass);
    let by_nobody = given(good, &trusting(&[], &[]))?;
    let wanted = Unknown("issuer_trusted");
    cases.add("document", "chain_without_anchor", "no authority is trusted", by_nobody, wanted);

    let other = Authority::make("Other root", Who::Stranger)?;
    let past = (NOW - 30 * DAY, NOW - DAY);
    let future = (NOW + DAY, NOW + 30 * DAY);
    let usage = || Some(document_signer());
    for (name, about, certificate, check) in [
        (
            "other_authority",
            "certified by an authority nobody trusts",
            other.certify(Who::Ministry, YEAR, usage())?,
            "issuer_trusted",
        ),
        (
            "certificate_of_another",
            "the certificate of another key",
            root.certify(Who::Police, YEAR, usage())?,
            "signature",
        ),
        (
            "certificate_of_a_server",
            "certified for something else",
            root.certify(Who::Ministry, YEAR, Some(ExtendedKeyUsagePurpose::ServerAuth))?,
            "issuer_entitled",
        ),
        (
            "certificate_for_nothing",
            "certified for nothing in particular",
            root.certify(Who::Ministry, YEAR, None)?,
            "issuer_entitled",
        ),
        (
            "certificate_ended",
            "its certificate's time is over",
            root.certify(Who::Ministry, past, usage())?,
            "validity",
        ),
        (
            "certificate_not_yet",
            "its certificate's time is to come",
            root.certify(Who::Ministry, future, usage())?,
            "validity",
        ),
        ("certificate_is_no_certificate", "bytes in its place", b"\x30\x00".to_vec(), "issuer_trusted"),
        ("self_certified", "certified by itself", other.der, "issuer_trusted"),
    ] {
        cases.add("document", name, about, given(&certificate, &by_root)?, Invalid(check));
    }
    Ok(())
}

/// ISO/IEC 18013-5 §9.3.3: a licence names the country that issued it, which is its signer's.
fn countries(cases: &mut Cases, root: &Authority, good: &[u8]) -> Outcome<()> {
    let elsewhere = Authority::make_in("DE", "Root of another country", Who::Stranger)?;
    let there = elsewhere.certify(Who::Ministry, YEAR, Some(document_signer()))?;
    for (name, about, anchor, certificate, wanted) in [
        ("its_country", "a licence of its signer's country", root, good, Pass),
        ("another_country", "of another country", &elsewhere, there.as_slice(), Invalid("issuing_country")),
    ] {
        let document = hex(&issued("driving_licence", certificate)?);
        let trust = trusting(&[&anchor.der], &[]);
        let given = json!({ "trust": trust, "document": document, "expected_subject": null, "now": NOW });
        cases.add("document", name, about, given, wanted);
    }
    Ok(())
}

/// 352/5: a list names a signer by its certificate.
fn listed(cases: &mut Cases, good: &[u8]) -> Outcome<()> {
    let mut list = list(NEXT_UPDATE)?;
    list.entries.truncate(1);
    for entry in &mut list.entries {
        entry.signer = ListedSigner::Certificate(good.to_vec());
    }
    let trust = material(&[cose_key(Who::Publisher)?], &[list.sign(&Who::Publisher.signer()?)?]);
    let by_chain = hex(&issued("identity_card", good)?);
    let by_key_id = issue(&record("identity_card")?, Who::Ministry, NOW)?.into_bytes();
    let by_key_id = IssuerSigned::parse(&by_key_id)?.disclose(|_, element| element == "iin");
    for (name, about, document) in [
        ("listed_certificate", "the list names its signer's certificate", by_chain),
        ("listed_certificate_by_key_id", "the list names the certificate of its key", hex(&by_key_id)),
    ] {
        let given = json!({ "trust": trust, "document": document, "expected_subject": null, "now": NOW });
        cases.add("document", name, about, given, Pass);
    }
    Ok(())
}

fn trusts(cases: &mut Cases, root: &[u8], good: &[u8]) {
    let given = |trust: Value| json!({ "trust": trust, "now": NOW });
    for (name, about, trust) in [
        ("anchor", "a certificate of an authority, DER", trusting(&[root], &[])),
        ("anchor_pem", "the same, PEM", trusting(&[&pem(root)], &[])),
        ("signer_pem", "a signer's certificate, PEM", trusting(&[], &[&pem(good)])),
    ] {
        cases.add("trust", name, about, given(trust), Pass);
    }
    for (name, about, trust) in [
        ("anchor_is_a_signer", "a certificate that may certify nobody", trusting(&[good], &[])),
        ("anchor_truncated", "its last byte is missing", trusting(&[&root[..root.len() - 1]], &[])),
        ("anchor_with_more", "a byte after its end", trusting(&[&[root, &[0]].concat()], &[])),
    ] {
        cases.add("trust", name, about, given(trust), Error("trust"));
    }
}

fn trusting(anchors: &[&[u8]], signers: &[&[u8]]) -> Value {
    let all = |files: &[&[u8]]| files.iter().map(|file| hex(file)).collect::<Value>();
    json!({ "anchors": all(anchors), "signers": all(signers), "lists": [] })
}

fn pem(der: &[u8]) -> Vec<u8> {
    let text = base64::engine::general_purpose::STANDARD.encode(der);
    format!("-----BEGIN CERTIFICATE-----\n{text}\n-----END CERTIFICATE-----\n").into_bytes()
}

/// ISO/IEC 18013-5 §B.1.4: signer of mobile documents.
fn document_signer() -> ExtendedKeyUsagePurpose {
    ExtendedKeyUsagePurpose::Other(vec![1, 0, 18013, 5, 1, 2])
}

/// A few elements of a document, signed by the ministry under this certificate.
fn issued(kind: &str, certificate: &[u8]) -> Outcome<Vec<u8>> {
    let signer = Who::Ministry.signer()?.with_certificate_chain(vec![certificate.to_vec()]);
    let record = Record::from_json(record(kind)?.to_string().as_bytes())?;
    let signed_at = Timestamp::from_unix(NOW)?;
    let document = record.issue(Issuance {
        signer: &signer,
        random: &mut counting(),
        signed_at,
        device_key: None,
        status: None,
    })?;
    let shown = match kind {
        "identity_card" => ["iin", "document_number", "family_name_kk"],
        _ => ["iin", "document_number", "issuing_country"],
    };
    Ok(IssuerSigned::parse(document.as_bytes())?.disclose(|_, element| shown.contains(&element)))
}

struct Authority {
    country: &'static str,
    params: CertificateParams,
    key: Key,
    der: Vec<u8>,
}

impl Authority {
    fn make(name: &str, who: Who) -> Outcome<Self> {
        Self::make_in("KZ", name, who)
    }

    fn make_in(country: &'static str, name: &str, who: Who) -> Outcome<Self> {
        let key = Key::of(who)?;
        let mut params = params(country, name, (NOW - 300 * DAY, NOW + 3000 * DAY))?;
        params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
        let der = params.self_signed(&key)?.der().to_vec();
        Ok(Self { country, params, key, der })
    }

    fn certify(
        &self,
        who: Who,
        validity: (i64, i64),
        usage: Option<ExtendedKeyUsagePurpose>,
    ) -> Outcome<Vec<u8>> {
        let mut params = params(self.country, "Sample document signer", validity)?;
        params.distinguished_name.push(DnType::OrganizationalUnitName, "BIN970240999995");
        params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
        params.extended_key_usages = usage.into_iter().collect();
        params.use_authority_key_identifier_extension = true;
        let issuer = Issuer::from_params(&self.params, &self.key);
        Ok(params.signed_by(&Key::of(who)?, &issuer)?.der().to_vec())
    }
}

fn params(country: &str, name: &str, validity: (i64, i64)) -> Outcome<CertificateParams> {
    let mut params = CertificateParams::default();
    params.serial_number = Some([1; 16].as_slice().to_vec().into());
    params.distinguished_name = DistinguishedName::new();
    params.distinguished_name.push(DnType::CountryName, country);
    params.distinguished_name.push(DnType::CommonName, name);
    params.not_before = OffsetDateTime::from_unix_timestamp(validity.0)?;
    params.not_after = OffsetDateTime::from_unix_timestamp(validity.1)?;
    Ok(params)
}

/// A signer as rcgen wants it.
struct Key {
    signer: SoftwareSigner,
    point: Vec<u8>,
}

impl Key {
    fn of(who: Who) -> Outcome<Self> {
        let signer = who.signer()?;
        let key: PublicKey = signer.public_key();
        let spki = key.to_spki()?;
        // The uncompressed point is the end of a SubjectPublicKeyInfo.
        Ok(Self { signer, point: spki[spki.len() - 65..].to_vec() })
    }
}

impl PublicKeyData for Key {
    fn der_bytes(&self) -> &[u8] {
        &self.point
    }

    fn algorithm(&self) -> &'static SignatureAlgorithm {
        &PKCS_ECDSA_P256_SHA256
    }
}

impl SigningKey for Key {
    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, rcgen::Error> {
        let signature = self.signer.sign(message).map_err(|_| rcgen::Error::RemoteKeyError)?;
        let signature = p256::ecdsa::Signature::from_slice(&signature);
        Ok(signature.map_err(|_| rcgen::Error::RemoteKeyError)?.to_der().as_bytes().to_vec())
    }
}

const DAY: i64 = 86_400;
const YEAR: (i64, i64) = (NOW - 30 * DAY, NOW + 365 * DAY);
