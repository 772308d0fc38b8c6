//! Every limit on input, in one place, each with where the number came from.
//!
//! A limit is checked before the work it bounds is done, and the error that reports it names the limit.

/// Bytes of one mdoc (`IssuerSigned`) or `DeviceResponse`. The largest real one seen is 15.9 KB; a portrait and a
/// signature image fit sixteen times over.
pub const MAX_DOCUMENT_BYTES: usize = 256 * 1024;

/// Bytes of one small signed thing (grant, seal, representation record): one QR symbol of version 40 carries
/// 2,953 bytes (ISO/IEC 18004 table 7).
pub const MAX_TOKEN_BYTES: usize = 4 * 1024;

/// Bytes of one signed list (trust list, display form). AAMVA's production VICAL is 19 KB.
pub const MAX_LIST_BYTES: usize = 4 * 1024 * 1024;

/// Bytes of a status list when unpacked: at one bit a document, 33 million of them, more than the country has people. A
/// stream that would unpack to more is refused while it is being unpacked.
pub const MAX_STATUS_BYTES: usize = 4 * 1024 * 1024;

/// Bytes of the URI of a status list: an address that also fits a log line and a header (RFC 9110 §4.1 asks for more of
/// those who answer requests, nobody writes longer ones).
pub const MAX_STATUS_URI_BYTES: usize = 2 * 1024;

/// Bytes of one source record in JSON: a portrait of [`MAX_PORTRAIT_BYTES`] in base64 and the fields.
pub const MAX_RECORD_BYTES: usize = 512 * 1024;

/// Bytes of a portrait: ISO/IEC 18013-5 §7.2.1 leaves it open; ICAO 9303 recommends 15–20 KB.
pub const MAX_PORTRAIT_BYTES: usize = 128 * 1024;

/// Pixels of a picture a portrait is made of: the largest common phone sensor, 200 megapixels, gives 50 by default.
pub const MAX_PORTRAIT_PIXELS: u64 = 64 * 1024 * 1024;

/// Bytes of a picture a portrait is made of: a 50-megapixel phone JPEG is about 20 MB.
pub const MAX_PORTRAIT_SOURCE_BYTES: usize = 32 * 1024 * 1024;

/// Depth of nested CBOR arrays, maps and tags. An mdoc response nests ten deep.
pub const MAX_CBOR_DEPTH: usize = 24;

/// Members of one CBOR array or map. The largest real MSO seen holds 60 digests.
pub const MAX_CBOR_MEMBERS: usize = 4 * 1024;

/// Certificates in one `x5chain`; rustls-webpki follows at most six intermediates.
pub const MAX_CHAIN_CERTIFICATES: usize = 8;

/// Bytes of one certificate. The 59 issuing-authority certificates read so far stay below 1.5 KB.
pub const MAX_CERTIFICATE_BYTES: usize = 16 * 1024;

/// Bytes of one certificate revocation list: some two hundred thousand entries. An authority of document signers revokes a
/// few; of a country's own centre of certificates the lists are the largest there are.
pub const MAX_CRL_BYTES: usize = 8 * 1024 * 1024;

/// Entries of one certificate revocation list: the shortest take 20 bytes of [`MAX_CRL_BYTES`].
pub const MAX_CRL_ENTRIES: usize = 400_000;

/// Certificate revocation lists held at once: one for each authority of the largest list of them seen, four times over.
pub const MAX_CRLS: usize = 256;

/// Data elements of one document, all namespaces together; an mDL defines some 40.
pub const MAX_ELEMENTS: usize = 512;

/// Documents in one `DeviceResponse`.
pub const MAX_RESPONSE_DOCUMENTS: usize = 16;

/// Bytes of a document number, UTF-8. Known formats have at most 20 characters.
pub const MAX_DOCUMENT_NUMBER_BYTES: usize = 64;

/// Bytes of a key id (`kid`); RFC 9052 sets none, certificates use 20, ours are 8.
pub const MAX_KEY_ID_BYTES: usize = 64;

/// Characters of a phone number as typed: eleven digits with as many separators and some to spare.
pub const MAX_PHONE_CHARS: usize = 32;

/// Bytes of an e-mail address: 256 of a path with its brackets (RFC 5321 §4.5.3.1.3).
pub const MAX_EMAIL_BYTES: usize = 254;

/// Bytes of a stored linking of a phone number: the signed application and some 200 more.
pub const MAX_LINKING_BYTES: usize = MAX_TOKEN_BYTES + 512;

/// What an organisation may look at documents for: a bank has a dozen services that ask for one.
pub const MAX_AIMS: usize = 16;

/// Characters of an organisation's name, and of that of an aim, in a message to a person: one short message of 70 characters
/// (3GPP TS 23.038 §6.2.3) holds either.
pub const MAX_AIM_NAME_CHARS: usize = 60;

/// Documents in one question for consent by phone: more do not fit a message that is read.
pub const MAX_CONSENT_DOCUMENTS: usize = 4;

/// Short messages one text to a person may take; networks carry more, people pay for them and do not read them.
pub const MAX_SMS_SEGMENTS: usize = 5;

/// Characters of a reply by short message that are looked at: the longest word that is understood has 12, and a message of
/// one segment 160 (3GPP TS 23.038 §6.1).
pub const MAX_REPLY_CHARS: usize = 160;

/// Bytes of a stored question for consent: names of 60 characters in three languages, four documents and some 200 more.
pub const MAX_CHALLENGE_BYTES: usize = 4 * 1024;

/// Bytes of one text field of a source record, UTF-8: an address in three languages stays below.
pub const MAX_FIELD_BYTES: usize = 2 * 1024;

/// Characters of text read from a QR symbol: version 40-L in numeric mode holds 7,089 (ISO/IEC 18004 table 7).
pub const MAX_SYMBOL_CHARS: usize = 7_089;

/// Bytes of a picture file given to the scanner: a 50-megapixel phone JPEG is about 20 MB.
pub const MAX_PICTURE_BYTES: usize = 32 * 1024 * 1024;

/// Pixels of a picture given to the scanner: 64 megapixels, the largest common phone sensor.
pub const MAX_PICTURE_PIXELS: u64 = 64 * 1024 * 1024;

/// Pixels along one side of a picture or frame given to the scanner: the sensors of [`MAX_PICTURE_PIXELS`] stay below.
pub const MAX_PICTURE_SIDE: u64 = 16 * 1024;

/// Symbols reported from one picture.
pub const MAX_SYMBOLS: usize = 32;

/// Version of a symbol made without asking for a larger one: 105 modules a side. SMART Health Cards cap there too, as
/// phones read denser ones slowly or not at all.
pub const MAX_SYMBOL_VERSION: u8 = 22;

/// Pixels a side of a drawn symbol: a page of A4 at 600 dots an inch is 4,960 wide.
pub const MAX_RASTER_SIDE: usize = 8 * 1024;

/// Kinds named in one grant's scope.
pub const MAX_SCOPE_KINDS: usize = 32;

/// Keys tried under one key id. Ours are 64 bits of a thumbprint: two that meet are chance or malice.
pub const MAX_KEYS_PER_ID: usize = 4;

/// Certificate chains one batch of documents remembers: a list of authorities names some dozens, each with a signer or a
/// few.
pub const MAX_REMEMBERED_CHAINS: usize = 256;

/// Bytes of a chain that is remembered: signers' certificates of production lists have 600 to 1,100 each. All together at
/// most 4 MiB.
pub const MAX_REMEMBERED_CHAIN_BYTES: usize = 16 * 1024;

/// Threads one batch starts at most, whatever was asked for: more cores than machines have that verify documents.
pub const MAX_BATCH_THREADS: usize = 256;

/// Certificates or keys in one file of trust material. The largest public PEM bundles hold some 150.
pub const MAX_FILE_CERTIFICATES: usize = 1024;

/// Entries of one trust list, held to what one CBOR array may have.
pub const MAX_LIST_ENTRIES: usize = MAX_CBOR_MEMBERS;

/// Bytes of a session transcript: engagement, key and handover. NFC handover holds two messages of at most 64 KB together.
pub const MAX_TRANSCRIPT_BYTES: usize = 128 * 1024;

/// Bytes of a device engagement: one QR symbol of version 40 carries 2,953 bytes (ISO/IEC 18004 table 7).
pub const MAX_ENGAGEMENT_BYTES: usize = 3 * 1024;

/// Ways to carry a session that one engagement offers; ISO/IEC 18013-5 has three.
pub const MAX_RETRIEVAL_METHODS: usize = 16;

/// Bytes of one `DeviceRequest`. Annex D's, with one reader's certificate, takes 719; sixteen documents with chains of two stay
/// below.
pub const MAX_REQUEST_BYTES: usize = 64 * 1024;

/// Bytes of one message of a session: a response of [`MAX_DOCUMENT_BYTES`], encrypted, and what is around it.
pub const MAX_SESSION_MESSAGE_BYTES: usize = MAX_DOCUMENT_BYTES + 1024;

/// Errors of one source record that are listed; the others are counted. A record of a known kind has fewer members.
pub const MAX_RECORD_ERRORS: usize = 64;

/// Driving privileges, or restrictions of one, in a source record: ISO/IEC 18013-1 has some twenty categories.
pub const MAX_PRIVILEGES: usize = 64;

/// Characters of a seal's text: version 22-L, the largest symbol a phone reads at ease, holds 1,460 alphanumeric ones
/// (ISO/IEC 18004 table 7).
pub const MAX_SEAL_CHARS: usize = 1_460;

/// Bytes of one name in a seal (body, official, office), UTF-8: sixty Cyrillic letters.
pub const MAX_SEAL_NAME_BYTES: usize = 128;

/// Documents in one grant's scope; each may be of a kind of its own.
pub const MAX_SCOPE_DOCUMENTS: usize = MAX_SCOPE_KINDS;

/// Data elements named in one grant's scope, all its documents together: three times what an mDL defines.
pub const MAX_SCOPE_ELEMENTS: usize = 128;

/// Bytes of the namespace, or of the identifier, of an element named in a grant's scope: the longest in use have 40.
pub const MAX_ELEMENT_NAME_BYTES: usize = 128;

/// Bytes of one of a store's small values: a consent challenge with its question, [`MAX_CHALLENGE_BYTES`], is the longest.
pub const MAX_SLOT_BYTES: usize = MAX_CHALLENGE_BYTES;

/// Bytes of a grant as a store keeps it: [`MAX_SCOPE_DOCUMENTS`] and [`MAX_SCOPE_ELEMENTS`] of the longest names take some 40 KB.
pub const MAX_GRANT_RECORD_BYTES: usize = 64 * 1024;

/// Bytes of a grant's link: one QR symbol of version 22-L in byte mode (ISO/IEC 18004 table 7); denser symbols go
/// unread on phones.
pub const MAX_LINK_BYTES: usize = 1_003;

/// Bytes of a host name (RFC 1035 §2.3.4, without the root's length byte and the final zero).
pub const MAX_HOST_BYTES: usize = 253;

/// Bytes of the path in a grant's link: ours are one short word.
pub const MAX_LINK_PATH_BYTES: usize = 64;

/// Bytes of one display form, as JSON or signed. The largest one written so far takes 12 KB as JSON, 8 KB signed.
pub const MAX_FORM_BYTES: usize = 128 * 1024;

/// Sections of one display form; a card of more is no longer looked through.
pub const MAX_FORM_SECTIONS: usize = 16;

/// Rows of one section of a display form; an mDL defines some 40 elements.
pub const MAX_FORM_ROWS: usize = 64;

/// Columns of one table of a display form: what a phone's width holds, and one more for what is said of persons, which
/// stands in lines.
pub const MAX_FORM_COLUMNS: usize = 6;

/// Marks of its own of one display form: more hide the one that says whether the document is valid.
pub const MAX_FORM_BADGES: usize = 8;

/// Elements joined into one value of a display form: a name has three parts.
pub const MAX_FORM_JOINED: usize = 4;

/// Values of one enumeration of a display form: the largest in use, countries, has 249 (ISO 3166-1).
pub const MAX_FORM_VALUES: usize = 512;

/// Characters of one text of a display form, a language: a statement of law in two sentences.
pub const MAX_FORM_TEXT_CHARS: usize = 300;

/// Bytes of a card to be drawn as a picture: a portrait and a signature of [`MAX_PORTRAIT_BYTES`] in base64, and its text.
pub const MAX_CARD_BYTES: usize = 2 * 1024 * 1024;

/// Pixels a unit of a card drawn as a picture: 600 dots an inch for one 4 inches wide.
pub const MAX_CARD_SCALE: f32 = 8.0;

/// Bytes of one alphabet as data: 42 letters with capitals take 1 KB.
pub const MAX_ALPHABET_BYTES: usize = 8 * 1024;

/// Characters of one search among documents: what a line of a phone's screen holds, twice.
pub const MAX_SEARCH_CHARS: usize = 80;

/// Characters shown of one value; what is longer ends in an ellipsis. A full address takes 200.
pub const MAX_SHOWN_CHARS: usize = 500;

/// Lines shown of one table; more are counted and not drawn. A licence has 16 categories and subcategories.
pub const MAX_SHOWN_LINES: usize = 40;

/// Bytes of one view mark in a cabinet's journal: the longest docType, an aim's names of 60 characters in three languages and
/// every other member at its largest stay below.
pub const MAX_MARK_BYTES: usize = 1536;

/// Bytes of a presentation: a document of [`MAX_DOCUMENT_BYTES`] and the proof of its holder's device, which is a few
/// hundred.
pub const MAX_PRESENTATION_BYTES: usize = MAX_DOCUMENT_BYTES + 4 * 1024;

/// Bytes of a message sent as a stream of symbols.
pub const MAX_STREAM_BYTES: usize = MAX_PRESENTATION_BYTES;

/// Blocks of one stream: [`MAX_STREAM_BYTES`] in symbols of version 22 are 279. Who receives solves for all of them.
pub const MAX_STREAM_BLOCKS: usize = 512;

/// Streams collected side by side: twice as many as one picture may show symbols, so that no still picture pushes one out
/// even beside a few streams.
pub const MAX_STREAMS: usize = 2 * MAX_SYMBOLS;

/// Bytes of all streams collected side by side: eight of the largest, with their coefficients.
pub const MAX_STREAMS_BYTES: usize = 4 * 1024 * 1024;

/// Frames a second of a stream: a phone's camera takes 30 pictures.
pub const MAX_FRAMES_PER_SECOND: u8 = 30;

/// Seconds a presentation may live at most: as long as a grant.
pub const MAX_PRESENTATION_SECONDS: u32 = 600;

/// Bytes of the text of a verifier's challenge: 33 bytes of content in base45, and its prefix, are 54.
pub const MAX_CHALLENGE_CHARS: usize = 128;

/// Presentations remembered so that none is taken twice: what a desk sees in [`MAX_PRESENTATION_SECONDS`], one every half
/// second.
pub const MAX_REMEMBERED_PRESENTATIONS: usize = 2 * MAX_PRESENTATION_SECONDS as usize;

/// Bytes of a request to look a result up: a number of [`MAX_DOCUMENT_NUMBER_BYTES`], twelve digits, sixteen bytes and what is
/// around them.
pub const MAX_LOOKUP_REQUEST_BYTES: usize = 256;

/// Bytes of one text about a service's result, a language: the name of the longest state service has some 400 letters.
pub const MAX_RESULT_TEXT_BYTES: usize = 1024;

/// Bytes of a signed answer about a result: a document of [`MAX_DOCUMENT_BYTES`], its seal, six texts of
/// [`MAX_RESULT_TEXT_BYTES`], a signature and its chain.
pub const MAX_LOOKUP_ANSWER_BYTES: usize = MAX_DOCUMENT_BYTES + 24 * 1024;

/// Seconds an answer about a result is one of now: a reply over a bad network, and no more.
pub const MAX_LOOKUP_AGE_SECONDS: i64 = 300;

/// Bytes of one message between information systems, signed, in either form: a dozen scanned pages. The bridge between state
/// systems is not for larger ones; those go as a number and a digest.
pub const MAX_MESSAGE_BYTES: usize = 4 * 1024 * 1024;

/// Bytes of the protected header of a JWS: [`MAX_CHAIN_CERTIFICATES`] of [`MAX_CERTIFICATE_BYTES`], in base64.
pub const MAX_JWS_HEADER_BYTES: usize = MAX_CHAIN_CERTIFICATES * MAX_CERTIFICATE_BYTES * 4 / 3 + 1024;

/// Depth of nested lists and objects in a message: ours nest five deep.
pub const MAX_MESSAGE_DEPTH: usize = 8;

/// Values in one message, members and elements together: [`MAX_MESSAGE_LIST`] documents of a hundred fields stay below.
pub const MAX_MESSAGE_VALUES: usize = 128 * 1024;

/// Members of one list in a message: documents asked for, fields of one document.
pub const MAX_MESSAGE_LIST: usize = 256;

/// Members of one object in a message: ours have a dozen at most.
pub const MAX_MESSAGE_MEMBERS: usize = 32;

/// Files in one message: electronic copies of what is in no register.
pub const MAX_MESSAGE_FILES: usize = 16;

/// Characters of a file's name or of a media type.
pub const MAX_FILE_NAME_CHARS: usize = 128;

/// Characters of a text for people in a message: a reason of refusal with the clauses it rests on.
pub const MAX_REASON_CHARS: usize = 1_000;

/// Bytes of the code of a service, of a system or of a field.
pub const MAX_CODE_BYTES: usize = 64;

/// Bytes of a key in a store of messages: the longest names a system, an id and an instant.
pub const MAX_STORE_KEY_BYTES: usize = 256;

/// Bytes of a caller's own record written together with a message.
pub const MAX_OWN_RECORD_BYTES: usize = 64 * 1024;

/// Messages taken from a queue for one turn of sending.
pub const MAX_TURN: usize = 256;

/// Bytes of the receipt of a message: a reason of two hundred characters and a hundred more.
pub const MAX_RECEIPT_BYTES: usize = 4 * 1024;
