//! What the integer keys of signed payloads stand for, for tools that show them.

use super::shown::Member;

/// RFC 8392 §4: the registered claims of a CWT.
pub const CWT: &[Member] = &[
    Member::plain(1, "issuer"),
    Member::plain(2, "subject"),
    Member::plain(3, "audience"),
    Member::time(4, "expires"),
    Member::time(5, "not_before"),
    Member::time(6, "issued_at"),
    Member::plain(7, "id"),
    // Token Status List §13.
    Member::plain(65_533, "status_list"),
    Member::plain(65_534, "ttl"),
];

/// A document's own matrix code. IIN and BIN stand two digits a byte.
pub const SEAL: &[Member] = &[
    Member::plain(1, "document_number"),
    Member::days(2, "received"),
    Member::plain(3, "recipient_iin"),
    Member::plain(4, "recipient_bin"),
    Member::plain(5, "body_bin"),
    Member::plain(6, "body_kk"),
    Member::plain(7, "body_ru"),
    Member::plain(8, "body_en"),
    Member::plain(9, "official"),
    Member::plain(10, "office"),
    Member::word(11, "doc_type", SEAL_KINDS),
    Member::plain(12, "document_digest"),
    Member::time(13, "sealed_at"),
    Member::days(14, "expires"),
];

const SEAL_KINDS: &[(i64, &str)] = &[
    (1, "kz.gov.egov.identity_card.1"),
    (2, "org.iso.18013.5.1.mDL"),
    (3, "kz.gov.egov.birth_certificate.1"),
];

/// A grant's token: a CWT with private claims.
pub const GRANT: &[Member] = &[
    Member::plain(1, "service"),
    Member::plain(3, "organisation"),
    Member::time(4, "expires"),
    Member::time(6, "opened"),
    Member::plain(7, "grant_id"),
    Member::plain(-70_001, "doc_types"),
    Member::word(-70_002, "audience", &[(1, "one person"), (2, "one organisation")]),
];

/// A state system's answer about who represents a child.
pub const REPRESENTATION: &[Member] = &[
    Member::plain(1, "version"),
    Member::plain(2, "child"),
    Member::plain(3, "child_born"),
    Member::plain(4, "representative"),
    Member::word(5, "kind", REPRESENTATION_KINDS),
    Member::time(6, "from"),
    Member::time(7, "until"),
    Member::time(8, "as_of"),
    Member::plain(9, "endings"),
    Member::plain(10, "institution"),
];

/// The signed end of a cabinet's chain of view marks.
pub const CHECKPOINT: &[Member] = &[
    Member::plain(1, "version"),
    Member::plain(2, "cabinet"),
    Member::plain(3, "marks"),
    Member::plain(4, "last_hash"),
    Member::time(5, "made_at"),
];

const REPRESENTATION_KINDS: &[(i64, &str)] = &[
    (1, "parent"),
    (2, "adopter"),
    (3, "guardian"),
    (4, "trustee"),
    (5, "foster carer"),
    (6, "institution"),
];

/// RFC 9053 §7: the parameters of a COSE_Key.
pub const COSE_KEY: &[Member] = &[
    Member::plain(1, "kty"),
    Member::plain(2, "kid"),
    Member::plain(3, "alg"),
    Member::plain(-1, "crv"),
    Member::plain(-2, "x"),
    Member::plain(-3, "y"),
];
