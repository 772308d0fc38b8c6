//! She opens access; a stranger's phone reads the code from its picture.

use std::time::Instant;

use qujat::code::{Symbol, Use};
use qujat::grant::{OpenRequest, OpenedAccess};
use qujat::random::RandomSource;
use qujat::scan::{Scanned, Scanner};
use qujat::text::Language;
use qujat::time::Timestamp;
use qujat::verify;
use serde_json::json;

use crate::common::Failure;
use crate::service::{Service, kind};
use crate::tell::{Tell, clock};
use crate::world::{HOST, World};

/// 352/3, 352/15: one act makes one grant, a QR code and six digits, with one end.
pub fn open(
    tell: &mut Tell,
    world: &World,
    service: &Service,
    random: &mut dyn RandomSource,
) -> Result<(OpenedAccess, Timestamp), Failure> {
    let mother = &world.mother;
    let now = world.now.plus(20);
    tell.step("She opens access: one act, one QR code, six digits, one end", &["352/2.4", "352/3", "352/15"]);
    let documents = ["identity_card", "driving_licence"].map(|name| service.held(name));
    let documents = documents.into_iter().map(|held| held.map(|held| held.reference.clone()));
    let request = OpenRequest::new(documents.collect::<Result<_, _>>()?);
    let opened = service.registry.open(&mother.party(), request, now, random)?;

    let text = opened.link().to_text();
    let symbol = Symbol::encode(&text, Use::Screen)?;
    let folder = &tell.folder;
    folder.write("codes/grant.png", symbol.to_png(8)?)?;
    folder.write("codes/grant.svg", svg(&symbol))?;
    folder.write("codes/grant.txt", &text)?;
    folder.write("codes/grant.cbor", opened.token())?;

    let (modules, until) = (symbol.size(), opened.validity().until());
    tell.check(
        symbol.version() <= 22,
        format!(
            "QR code     version {} of {modules} × {modules} modules, a link to {}",
            symbol.version(),
            opened.link().host().as_str()
        ),
    );
    let named = [mother.iin.as_str(), "049990001", "SA 999001"];
    let anonymous =
        named.iter().all(|name| !text.contains(name) && !contains(opened.token(), name.as_bytes()));
    tell.check(
        anonymous,
        format!(
            "its token   {} bytes, signed by the service; nobody's name, IIN or number in it",
            opened.token().len()
        ),
    );
    tell.check(true, format!("six digits  {}", opened.code().shown()));
    let seconds = until.unix() - now.unix();
    tell.say(format!("both open two documents, to one viewer once, until {} ({seconds} s)", clock(until)));
    tell.detail(
        "grant",
        json!({
            "link": text, "digits": opened.code().as_str(), "version": symbol.version(), "modules": modules,
            "opened": now.to_local(), "until": until.to_local(), "token_bytes": opened.token().len(),
        }),
    );
    Ok((opened, now))
}

/// 352/10, 352/17: the code is read from the picture file, and believed only as far as it is signed.
pub fn scan(
    tell: &mut Tell,
    world: &World,
    opened: &OpenedAccess,
    now: Timestamp,
) -> Result<(Vec<u8>, Timestamp), Failure> {
    let now = now.plus(9);
    tell.step("A stranger's phone reads the code from the picture", &["352/2.12", "352/10", "352/17"]);
    let file = tell.folder.read("codes/grant.png")?;
    let started = Instant::now();
    let found = Scanner::new().scan_picture(&file)?;
    let ms = started.elapsed().as_secs_f64() * 1e3;
    tell.check(found.len() == 1, format!("codes/grant.png: {} QR code, found in {ms:.1} ms", found.len()));
    let scanned = found.first().map(qujat::scan::Found::scanned);
    let Some(Scanned::Grant(link)) = scanned else {
        return Err(Failure("codes/grant.png: no opened access was read from it".into()));
    };
    tell.check(link.token() == opened.token(), "what was read is, byte for byte, what was drawn");
    // The phone follows no link to a host it does not know, however well it is signed.
    let ours = link.host().as_str() == HOST;
    let report = verify::grant(&link, &world.trust()?, now);
    let issuer = report.issuer().map(|issuer| issuer.name.in_language(Language::English).to_owned());
    let token = report.into_token().map_err(|report| Failure(format!("the grant: {report:?}")))?;
    let kinds: Vec<String> = token.claims().doc_types.iter().map(kind).collect();
    let left = token.claims().validity.until().unix() - now.unix();
    tell.check(ours, format!("signed by “{}”, for the host it leads to", issuer.unwrap_or_default()));
    tell.say(format!("It offers: {}; for {left} s more. It does not say whose.", kinds.join(", ")));
    tell.detail("scan", json!({ "file": "codes/grant.png", "ms": ms, "kinds": kinds }));
    Ok((link.token().to_vec(), now))
}

/// A symbol as a picture of its own.
pub fn svg(symbol: &Symbol) -> String {
    let side = symbol.size_with_quiet_zone();
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {side} {side}\" width=\"{pixels}\" \
         height=\"{pixels}\"><rect width=\"{side}\" height=\"{side}\" fill=\"#fff\"/><path d=\"{}\" \
         shape-rendering=\"crispEdges\"/></svg>\n",
        symbol.to_svg_path(),
        pixels = side * 8
    )
}

fn contains(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}
