use core::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use thiserror::Error;

use crate::limits::{MAX_HOST_BYTES, MAX_LINK_BYTES, MAX_LINK_PATH_BYTES, MAX_TOKEN_BYTES};

/// The text of a grant's QR code: `https://<host>/<path>#<token in base64url without padding>`.
///
/// Any phone's camera opens it, and what follows `#` is never sent to a server, so no log holds a token (RFC 3986
/// §3.5). Whoever holds the text may try to redeem it: its `Debug` is redacted.
#[derive(Clone, PartialEq, Eq)]
pub struct GrantLink {
    host: Host,
    path: String,
    token: Vec<u8>,
}

/// The host name of a service: two or more labels of lower-case letters, digits and inner hyphens (RFC 1123 §2.1), the
/// last one not numeric; other scripts in their `xn--` form. No port, no address.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Host(String);

/// Why a text is no link of a grant. Holds nothing of the token.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum LinkError {
    /// Longer than a symbol we make.
    #[error("link has {found} bytes, at most {limit} allowed")]
    TooLong {
        /// Bytes that came.
        found: usize,
        /// [`MAX_LINK_BYTES`].
        limit: usize,
    },
    /// Does not start with `https://`, in lower case.
    #[error("link does not start with https://")]
    Scheme,
    /// A host that is none: an address, a port, a user name, upper case, a single label.
    #[error("link has no plain host name")]
    Host,
    /// A path other than `/` and words of letters, digits, `-`, `_`, `.`, `~`; a query among them.
    #[error("link has a path that none of ours has")]
    Path,
    /// Nothing after `#`, or no `#`.
    #[error("link carries no token")]
    NoToken,
    /// What follows `#` is not base64url without padding, as an encoder would write it.
    #[error("link carries a token that is not base64url without padding")]
    Base64,
    /// A token larger than any.
    #[error("link carries a token of {found} bytes, at most {limit} allowed")]
    Token {
        /// Bytes that came.
        found: usize,
        /// [`MAX_TOKEN_BYTES`].
        limit: usize,
    },
}

impl GrantLink {
    /// A link to `token` at `https://<host><path>`. `path` starts with `/`.
    pub fn new(host: &Host, path: &str, token: &[u8]) -> Result<Self, LinkError> {
        check_path(path)?;
        if token.is_empty() {
            return Err(LinkError::NoToken);
        }
        if token.len() > MAX_TOKEN_BYTES {
            return Err(LinkError::Token { found: token.len(), limit: MAX_TOKEN_BYTES });
        }
        let link = Self { host: host.clone(), path: path.to_owned(), token: token.to_vec() };
        let found = link.to_text().len();
        if found > MAX_LINK_BYTES {
            return Err(LinkError::TooLong { found, limit: MAX_LINK_BYTES });
        }
        Ok(link)
    }

    /// Takes a scanned text apart. The token is not looked at, and the host may be anybody's: compare it with the
    /// service's own before anything is sent there.
    pub fn parse(text: &str) -> Result<Self, LinkError> {
        if text.len() > MAX_LINK_BYTES {
            return Err(LinkError::TooLong { found: text.len(), limit: MAX_LINK_BYTES });
        }
        let rest = text.strip_prefix(SCHEME).ok_or(LinkError::Scheme)?;
        let (address, token) = rest.split_once('#').ok_or(LinkError::NoToken)?;
        let host_ends = address.find('/').unwrap_or(address.len());
        let (host, path) = address.split_at_checked(host_ends).unwrap_or((address, ""));
        // An `@`, a `:`, a `\` or a `%` is in no host name of ours, so no trick with them passes.
        let host = Host::parse(host)?;
        check_path(path)?;
        if token.is_empty() {
            return Err(LinkError::NoToken);
        }
        // The engine refuses padding, the other alphabet, and stray bits in the last character.
        let token = URL_SAFE_NO_PAD.decode(token).map_err(|_| LinkError::Base64)?;
        Ok(Self { host, path: path.to_owned(), token })
    }

    /// The text to put into a QR code.
    pub fn to_text(&self) -> String {
        format!("{SCHEME}{}{}#{}", self.host.as_str(), self.path, URL_SAFE_NO_PAD.encode(&self.token))
    }

    /// The host it leads to.
    pub fn host(&self) -> &Host {
        &self.host
    }

    /// The path on it, with the leading `/`.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The token's bytes, not believed.
    pub fn token(&self) -> &[u8] {
        &self.token
    }
}

impl fmt::Debug for GrantLink {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "GrantLink({SCHEME}{}{}#…)", self.host.as_str(), self.path)
    }
}

impl Host {
    /// Reads a host name; nothing is folded.
    pub fn parse(text: &str) -> Result<Self, LinkError> {
        let label = |label: &str| {
            (1..=63).contains(&label.len())
                && !label.starts_with('-')
                && !label.ends_with('-')
                && label.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
        };
        // The last label starts with a letter in every public name; one that does not makes an address.
        let last = text.rsplit('.').next().and_then(|last| last.bytes().next());
        let good = text.len() <= MAX_HOST_BYTES
            && text.contains('.')
            && text.split('.').all(label)
            && last.is_some_and(|first| first.is_ascii_lowercase());
        if good { Ok(Self(text.to_owned())) } else { Err(LinkError::Host) }
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// `/`, or words each after its `/`. No empty word, no `.` or `..`.
pub(super) fn check_path(path: &str) -> Result<(), LinkError> {
    let word = |word: &str| {
        !matches!(word, "" | "." | "..")
            && word.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.' | b'~'))
    };
    let words = path.strip_prefix('/').ok_or(LinkError::Path)?;
    if path.len() <= MAX_LINK_PATH_BYTES && (words.is_empty() || words.split('/').all(word)) {
        Ok(())
    } else {
        Err(LinkError::Path)
    }
}

const SCHEME: &str = "https://";

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const GOOD: &str = "https://id.example.kz/g#AQIDBA";

    #[test]
    fn made_and_taken_apart() {
        let host = Host::parse("id.example.kz").expect("a host");
        let link = GrantLink::new(&host, "/g", &[1, 2, 3, 4]).expect("a link");
        assert_eq!(link.to_text(), GOOD);
        let parsed = GrantLink::parse(GOOD).expect("a link");
        assert_eq!(
            (parsed.host().as_str(), parsed.path(), parsed.token()),
            ("id.example.kz", "/g", &[1, 2, 3, 4][..])
        );
        assert_eq!(parsed, link);
        assert_eq!(format!("{link:?}"), "GrantLink(https://id.example.kz/g#…)");
        assert_eq!(
            GrantLink::parse("https://id.example.kz/#AQ").map(|l| l.path().to_owned()),
            Ok("/".into())
        );
    }

    #[test]
    fn refuses_tricks() {
        let rows = [
            ("", LinkError::Scheme),
            ("http://id.example.kz/g#AQ", LinkError::Scheme),
            ("HTTPS://id.example.kz/g#AQ", LinkError::Scheme),
            (" https://id.example.kz/g#AQ", LinkError::Scheme),
            ("https:/id.example.kz/g#AQ", LinkError::Scheme),
            ("javascript:https://id.example.kz/g#AQ", LinkError::Scheme),
            ("https://id.example.kz@evil.kz/g#AQ", LinkError::Host),
            ("https://user:word@id.example.kz/g#AQ", LinkError::Host),
            ("https://id.example.kz:8443/g#AQ", LinkError::Host),
            ("https://id.example.kz:443/g#AQ", LinkError::Host),
            ("https://id.example.kz\\@evil.kz/g#AQ", LinkError::Host),
            ("https://id.example.kz%2f.evil.kz/g#AQ", LinkError::Host),
            ("https://ID.example.kz/g#AQ", LinkError::Host),
            ("https://id.example.kz./g#AQ", LinkError::Host),
            ("https://.example.kz/g#AQ", LinkError::Host),
            ("https://id..kz/g#AQ", LinkError::Host),
            ("https://-id.example.kz/g#AQ", LinkError::Host),
            ("https://localhost/g#AQ", LinkError::Host),
            ("https://127.0.0.1/g#AQ", LinkError::Host),
            ("https://[::1]/g#AQ", LinkError::Host),
            ("https://0x7f.1/g#AQ", LinkError::Host),
            ("https://іd.example.kz/g#AQ", LinkError::Host),
            ("https:///g#AQ", LinkError::Host),
            ("https://id.example.kz?g#AQ", LinkError::Host),
            ("https://id.example.kz#AQ", LinkError::Path),
            ("https://id.example.kz//g#AQ", LinkError::Path),
            ("https://id.example.kz/../g#AQ", LinkError::Path),
            ("https://id.example.kz/g/#AQ", LinkError::Path),
            ("https://id.example.kz/g?next=evil#AQ", LinkError::Path),
            ("https://id.example.kz/%67#AQ", LinkError::Path),
            ("https://id.example.kz/g", LinkError::NoToken),
            ("https://id.example.kz/g#", LinkError::NoToken),
            ("https://id.example.kz/g#AQ==", LinkError::Base64),
            ("https://id.example.kz/g#AR", LinkError::Base64),
            ("https://id.example.kz/g#A", LinkError::Base64),
            ("https://id.example.kz/g#AQ ID", LinkError::Base64),
            ("https://id.example.kz/g#AQ#AQ", LinkError::Base64),
            ("https://id.example.kz/g#+/+/", LinkError::Base64),
            ("https://id.example.kz/g#AQ\n", LinkError::Base64),
        ];
        for (text, wanted) in rows {
            assert_eq!(GrantLink::parse(text), Err(wanted), "{text}");
        }
    }

    #[test]
    fn limits_and_texts() {
        let host = Host::parse("id.example.kz").expect("a host");
        let refusal = |token: &[u8]| GrantLink::new(&host, "/g", token).expect_err("refused").to_string();
        assert_eq!(refusal(&[0; 5000]), "link carries a token of 5000 bytes, at most 4096 allowed");
        assert_eq!(refusal(&[0; 1000]), "link has 1358 bytes, at most 1003 allowed");
        assert_eq!(refusal(&[]), "link carries no token");
        let refusal = |text: &str| GrantLink::parse(text).expect_err("refused").to_string();
        assert_eq!(refusal(&"h".repeat(1004)), "link has 1004 bytes, at most 1003 allowed");
        assert_eq!(refusal("ftp://"), "link does not start with https://");
        assert_eq!(refusal("https://a/#AQ"), "link has no plain host name");
        assert_eq!(refusal("https://a.kz/?#AQ"), "link has a path that none of ours has");
        assert_eq!(refusal("https://a.kz/#*"), "link carries a token that is not base64url without padding");
        assert!(Host::parse(&format!("{}.kz", "a".repeat(64))).is_err());
        assert!(Host::parse(&["a"; 200].join(".")).is_err());
        assert_eq!(GrantLink::new(&host, &format!("/{}", "g".repeat(64)), &[1]), Err(LinkError::Path));
        assert_eq!(GrantLink::new(&host, "g", &[1]), Err(LinkError::Path));
    }

    #[test]
    fn no_truncation_passes_for_the_whole() {
        for length in 0..GOOD.len() {
            let parsed = GrantLink::parse(&GOOD[..length]);
            assert!(parsed.is_err() || parsed != GrantLink::parse(GOOD), "{}", &GOOD[..length]);
        }
    }

    proptest! {
        #[test]
        fn whatever_is_read_is_written_the_same(text in "https://[a-zA-Z0-9.@:/%#_-]{0,60}") {
            if let Ok(link) = GrantLink::parse(&text) {
                prop_assert_eq!(link.to_text(), text);
            }
        }

        #[test]
        fn any_token_comes_back(token in proptest::collection::vec(any::<u8>(), 1..700)) {
            let host = Host::parse("id.example.kz").expect("a host");
            let link = GrantLink::new(&host, "/open", &token).expect("a link");
            prop_assert_eq!(GrantLink::parse(&link.to_text()), Ok(link));
        }

        #[test]
        fn never_panics(text in "\\PC{0,80}") {
            drop(GrantLink::parse(&text));
            drop(GrantLink::parse(&format!("https://{text}")));
        }
    }
}
