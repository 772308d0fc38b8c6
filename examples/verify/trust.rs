//! Trust from files: certificates, keys and signed lists.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use qujat::cose::{CoseError, PublicKey, SignatureError};
use qujat::text::LocalText;
use qujat::time::{Timestamp, Validity};
use qujat::trust::{Certificate, Issuer, TrustError, TrustGround, TrustStore, public_key_pem};
use qujat::verify::{self, CheckName, Outcome};

use crate::answer::Answered;
use crate::common::shape::Shape;
use crate::common::{Arguments, Failure, Form, Input, pem, read, unwrap};

/// Everything the command line trusts.
#[derive(Default)]
pub struct Trust {
    pub store: TrustStore,
    /// All of them, for what names its signer in no way or in a way of its own.
    pub keys: Vec<GivenKey>,
    lists: Vec<(String, Vec<u8>)>,
    notes: Vec<String>,
    /// Whether anything at all was given.
    pub given: bool,
}

/// A key that was given.
pub struct GivenKey {
    /// The key, or why it cannot be used.
    pub key: Result<PublicKey, CoseError>,
    /// When its certificate is in force, where it came in one.
    pub validity: Option<Validity>,
}

/// What the command line says of trust.
pub struct Given {
    files: Vec<(OsString, Role)>,
}

/// As what a certificate is given.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Role {
    Authority,
    Signer,
}

impl Trust {
    /// Reads every file given.
    pub fn read(given: &Given, now: Timestamp) -> Result<Self, Failure> {
        let mut trust = Self { given: !given.files.is_empty(), ..Self::default() };
        for (name, role) in &given.files {
            if !Path::new(name).is_dir() {
                trust.add_file(name, *role)?;
                continue;
            }
            for file in files_in(Path::new(name))? {
                // A folder may hold a note beside its certificates.
                if let Err(Failure(why)) = trust.add_file(&file.into(), *role) {
                    trust.notes.push(format!("passed over: {why}"));
                }
            }
        }
        trust.add_lists(now);
        Ok(trust)
    }

    /// What was passed over, and why.
    pub fn notes(&self) -> &[String] {
        &self.notes
    }

    /// Says why there is nothing to go by, where files were given all the same.
    pub fn explain(&self, answered: &mut Answered) {
        let nothing = Outcome::NotDone(TrustError::NoMaterial.to_string());
        if self.given && answered.outcome(CheckName::IssuerTrusted) == Some(&nothing) {
            let notes = self.notes.join("; ");
            let why = format!("nothing that was given to trust can be used here: {notes}");
            answered.not_done(CheckName::IssuerTrusted, &why);
        }
    }

    fn add_file(&mut self, name: &OsString, role: Role) -> Result<(), Failure> {
        let raw = read(name, crate::common::MAX_INPUT_BYTES)?;
        let file = name.to_string_lossy();
        self.add(&file, raw, role).map_err(|failure| Failure(format!("{file}: {failure}")))
    }

    fn add(&mut self, file: &str, raw: Vec<u8>, role: Role) -> Result<(), Failure> {
        // PEM may stand after words about it (RFC 7468 §2).
        let text = core::str::from_utf8(&raw).ok();
        if let Some(sections) = text.and_then(|text| text.get(text.find(PEM)?..)) {
            for (label, der) in pem(sections)? {
                match label {
                    "CERTIFICATE" => self.add_certificate(file, &der, role)?,
                    _ => self.add_key(file, key_of(public_key_pem(&der)))?,
                }
            }
            return Ok(());
        }
        let Input { bytes, form } = unwrap(raw)?;
        if matches!(form, Form::SealText | Form::Link(_)) {
            return Err(Failure("a seal or a grant trusts nobody: it goes to FILE".into()));
        }
        if is_der(&bytes) {
            return match (public_key_pem(&bytes), Certificate::parse(&bytes)) {
                (_, Ok(_)) => self.add_certificate(file, &bytes, role),
                (key @ (Ok(_) | Err(TrustError::Unsupported { .. })), _) => self.add_key(file, key_of(key)),
                (_, Err(error)) => Err(Failure(format!("neither a public key nor a certificate ({error})"))),
            };
        }
        match Shape::of(&bytes) {
            Shape::Key => self.add_key(file, PublicKey::from_cose(&bytes)),
            Shape::Signed => {
                self.lists.push((file.to_owned(), bytes));
                Ok(())
            }
            _ => Err(Failure("no certificate, public key or trust list".into())),
        }
    }

    fn add_key(&mut self, file: &str, key: Result<PublicKey, CoseError>) -> Result<(), Failure> {
        match &key {
            Ok(key) => {
                let issuer = Issuer { name: LocalText::default(), bin: None, ground: TrustGround::Signer };
                self.store.add_signer_key(key.clone(), issuer)?;
            }
            // The file is good; what it holds cannot be used here.
            Err(error @ CoseError::Signature(_)) => self.notes.push(format!("{file}: {error}")),
            Err(error) => return Err(Failure(error.to_string())),
        }
        self.keys.push(GivenKey { key, validity: None });
        Ok(())
    }

    fn add_certificate(&mut self, file: &str, der: &[u8], role: Role) -> Result<(), Failure> {
        let certificate = Certificate::parse(der)?;
        let added = match role {
            Role::Authority => self.store.add_anchor(der),
            Role::Signer => self.store.add_signer(der),
        };
        match added {
            Ok(()) => {}
            Err(error) if role == Role::Authority && !certificate.is_authority() => {
                self.notes.push(format!("{file}: {error}; --signer trusts it as the signer's own"));
            }
            Err(error) => self.notes.push(format!("{file}: {error}")),
        }
        let key = key_of(certificate.public_key());
        self.keys.push(GivenKey { key, validity: Some(certificate.validity()) });
        Ok(())
    }

    /// A status list counts only once a key given, or of a list that counts, signed it.
    pub fn add_status_list(&mut self, name: &OsString, now: Timestamp) -> Result<(), Failure> {
        let bytes = unwrap(read(name, crate::common::MAX_INPUT_BYTES)?)?.bytes;
        let (report, list) = verify::status_list(&bytes, &self.store, now);
        let file = name.to_string_lossy();
        let added = list.map(|list| self.store.add_status_list(list, now));
        let why = match (added, report.reason()) {
            (Some(Ok(())), _) => return Ok(()),
            (Some(Err(error)), _) => error.to_string(),
            (None, reason) => reason.map_or_else(String::new, |(_, why)| why.to_owned()),
        };
        self.notes.push(format!("{file}: the status list does not count: {why}"));
        Ok(())
    }

    /// Lists last: each counts only once another of the keys given, or a list that counts, signed it.
    fn add_lists(&mut self, now: Timestamp) {
        let mut waiting = core::mem::take(&mut self.lists);
        loop {
            let before = waiting.len();
            let mut left = Vec::new();
            for (file, bytes) in waiting {
                let (report, list) = verify::trust_list(&bytes, &self.store, now);
                match list.map(|list| self.store.add_list(&list)) {
                    Some(Ok(())) => {}
                    Some(Err(error)) => self.notes.push(format!("{file}: the list does not count: {error}")),
                    None => left.push((file, bytes, report)),
                }
            }
            if left.is_empty() || left.len() == before {
                for (file, _, report) in left {
                    let why = report.reason().map_or_else(String::new, |(_, why)| format!(": {why}"));
                    self.notes.push(format!("{file}: the list does not count{why}"));
                }
                break;
            }
            waiting = left.into_iter().map(|(file, bytes, _)| (file, bytes)).collect();
        }
    }
}

impl Given {
    /// Sorts out what the words after `--trust` and `--signer` mean, and which of all is FILE.
    pub fn read(arguments: &Arguments) -> Result<(OsString, Self), Failure> {
        let mut words = arguments.words.clone();
        let file = match arguments.operands.as_slice() {
            [file] => file.clone(),
            [] => take_file(&mut words).ok_or_else(|| Failure("a FILE is wanted.\nTry --help.".into()))?,
            _ => return Err(Failure("one FILE is wanted.\nTry --help.".into())),
        };
        let bare = words.iter().any(|(option, names)| *option == SIGNER && names.is_empty());
        let mut files = Vec::new();
        for (option, names) in words {
            if option == TRUST && names.is_empty() {
                return Err(Failure("--trust: a FILE or DIR is wanted.\nTry --help.".into()));
            }
            let role = if option == SIGNER || bare { Role::Signer } else { Role::Authority };
            files.extend(names.into_iter().map(|name| (name, role)));
        }
        Ok((file, Self { files }))
    }
}

/// FILE where every word stands after `--trust` or `--signer`: the last that need not be theirs and is not made to be
/// trusted, else the last that need not be theirs.
fn take_file(words: &mut [(&'static str, Vec<OsString>)]) -> Option<OsString> {
    let least = |option: &str| usize::from(option == TRUST);
    let free: Vec<(usize, usize)> = words
        .iter()
        .enumerate()
        .filter(|(_, (option, names))| names.len() > least(option))
        .map(|(at, (_, names))| (at, names.len() - 1))
        .collect();
    let name = |at: usize, word: usize| words.get(at).and_then(|(_, names)| names.get(word));
    let other = |&&(at, word): &&(usize, usize)| name(at, word).is_some_and(|name| !is_material(name));
    let (at, _) = *free.iter().rev().find(other).or(free.last())?;
    words.get_mut(at)?.1.pop()
}

/// Whether a file is one that is trusted rather than judged: a folder, certificates, a key.
fn is_material(name: &OsString) -> bool {
    if Path::new(name).is_dir() {
        return true;
    }
    let Ok(raw) = read(name, crate::common::MAX_INPUT_BYTES) else { return false };
    if core::str::from_utf8(&raw).is_ok_and(|text| text.contains(PEM)) {
        return true;
    }
    unwrap(raw).is_ok_and(|input| is_der(&input.bytes) || Shape::of(&input.bytes) == Shape::Key)
}

fn is_der(bytes: &[u8]) -> bool {
    bytes.first() == Some(&0x30) && bytes.len() > 1
}

/// The files of a folder, by name.
fn files_in(folder: &Path) -> Result<Vec<PathBuf>, Failure> {
    let fail = |error: std::io::Error| Failure(format!("{}: {error}", folder.display()));
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(fail)? {
        let path = entry.map_err(fail)?.path();
        if path.is_file() {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

fn key_of(key: Result<PublicKey, TrustError>) -> Result<PublicKey, CoseError> {
    key.map_err(cose_error)
}

/// An algorithm that is not carried out here is told apart from what is no key.
pub fn cose_error(error: TrustError) -> CoseError {
    match error {
        TrustError::Unsupported { algorithm } => SignatureError::Unsupported { algorithm }.into(),
        TrustError::Cose(error) => error,
        _ => CoseError::Key { what: "not a public key" },
    }
}

const TRUST: &str = "trust";
const SIGNER: &str = "signer";
const PEM: &str = "-----BEGIN ";
