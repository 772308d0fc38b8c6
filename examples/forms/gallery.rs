//! Every kind in every language, as cards with a page around them.

use core::fmt::Write as _;
use std::path::Path;

use super::common::Failure;
use super::workshop;
use qujat::display::{Audience, Form, Theme, ViewModel, card_svg};
use qujat::document::kind::KINDS;
use qujat::text::Language;
use qujat::time::Timestamp;

/// The day of the gallery: a permit is near its end then.
const DAY: &str = "2026-11-28T12:00:00+05:00";

/// Writes the gallery into a folder, and says how much it is.
pub(crate) fn make(folder: &Path) -> Result<String, Failure> {
    let now = Timestamp::parse(DAY)?;
    let mut total = 0;
    let mut figures = String::new();
    let slugs = KINDS.iter().map(|kind| kind.slug).chain(["pupil_card"]);
    for slug in slugs {
        let path = Path::new("examples/data").join(slug).with_extension("json");
        let json = std::fs::read(&path).map_err(|error| Failure(format!("{}: {error}", path.display())))?;
        let record =
            workshop::reduced(&json).map_err(|Failure(why)| Failure(format!("{}: {why}", path.display())))?;
        let (verified, seal) = workshop::document(&record, now)?;
        let chosen = Form::choose(&Form::built_in(), verified.doc_type(), now).cloned();
        let form = chosen.or_else(|| Form::plain(verified.claims())).ok_or(Failure("no form".into()))?;
        let _ = write!(figures, "<section id=\"{slug}\">");
        for language in Language::ALL {
            let view = ViewModel::new(&verified, &form, language, Audience::Holder, now)?;
            // The seal is the same in every language and as large as all the rest.
            let svg = card_svg(&view, Some(&seal).filter(|_| language == Language::Kazakh), Theme::Auto);
            let code = language.code();
            std::fs::create_dir_all(folder.join(code))?;
            std::fs::write(folder.join(code).join(slug).with_extension("svg"), &svg)?;
            total += svg.len();
            let title = view.title().replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;");
            let _ = write!(
                figures,
                "<figure class=\"{code}\"><img src=\"{code}/{slug}.svg\" width=\"390\" alt=\"{title}\" loading=\"lazy\">\
                 <figcaption lang=\"{code}\">{title}</figcaption></figure>"
            );
        }
        figures.push_str("</section>\n");
    }
    let page = PAGE.replace("{figures}", &figures);
    std::fs::write(folder.join("index.html"), &page)?;
    Ok(format!("{}: {} bytes of cards", folder.display(), total))
}

/// The page: three columns where there is room, the language asked for alone where there is not.
const PAGE: &str = "<!doctype html>
<html lang=\"kk\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">
<title>Qujat: every kind in every language</title>
<style>
:root{color-scheme:light dark}
body{margin:0 auto;max-width:1290px;padding:16px;font:16px/1.4 -apple-system,Roboto,'Noto Sans','Segoe UI',Arial,sans-serif;background:#e8eef4;color:#10233a}
h1{font-size:22px;margin:8px 0}p{margin:0 0 16px}
section{display:grid;grid-template-columns:repeat(auto-fit,minmax(300px,1fr));gap:24px;align-items:start;margin-bottom:40px}
figure{margin:0;min-width:0}img{width:100%;max-width:390px;height:auto;display:block}
figcaption{font-size:13px;margin-top:6px;opacity:.8}
@media (prefers-color-scheme:dark){body{background:#060c14;color:#edf4fb}}
@media print{body{background:#fff;color:#000}section{break-inside:avoid}}
</style></head><body>
<h1>Qujat — құжаттар, документы, documents</h1>
<p>Invented people, invented numbers. Made by <code>cargo run --example forms -- gallery</code>.</p>
{figures}</body></html>
";
