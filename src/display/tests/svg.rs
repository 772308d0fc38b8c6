use roxmltree::{Document, Node};

use super::sample::{birth_certificate, driving_licence, identity_card, text, view};
use crate::display::svg::measure_for_test;
use crate::display::{Audience, SealMark, Theme, ViewModel, card_svg};
use crate::document::{Claims, ElementValue};
use crate::text::Language;

fn seal() -> SealMark {
    SealMark { path: "M4 4h7v1h-7zM13 4h2v1h-2z".into(), modules: 29 }
}

fn parse(svg: &str) -> Document<'_> {
    Document::parse(svg).unwrap_or_else(|error| panic!("{error}\n{svg}"))
}

fn written(svg: &str) -> Vec<String> {
    let document = parse(svg);
    let texts =
        document.descendants().filter(|node| node.has_tag_name(("http://www.w3.org/2000/svg", "text")));
    texts.map(|node| node.text().unwrap_or_default().to_owned()).collect()
}

fn number(node: Node<'_, '_>, name: &str) -> f64 {
    node.attribute(name).and_then(|value| value.parse().ok()).unwrap_or_else(|| panic!("{name} of {node:?}"))
}

fn with(mut claims: Claims, elements: &[(&str, ElementValue)]) -> Claims {
    for (identifier, value) in elements {
        let element = claims.elements.iter_mut().find(|element| element.identifier == *identifier);
        element.expect(identifier).value = value.clone();
    }
    claims
}

fn long_names() -> Claims {
    let address = "Шығыс Қазақстан облысы, Өскемен қаласы, Қабанбай батыр көшесі, 146-үй, ".repeat(6);
    with(
        identity_card(),
        &[
            ("family_name_kk", text("Мұхаммедрахымбердіқызы-Әбдіғаппарова")),
            ("given_name_kk", text(&"Ұ".repeat(60))),
            ("patronymic_kk", text("أسماء بنت 漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字")),
            ("birth_place_kk", text(&address)),
            ("document_number", text(&"9".repeat(64))),
        ],
    )
}

/// Every card in every language and theme is well-formed XML and reaches for nothing outside itself.
#[test]
fn cards_are_well_formed_and_self_contained() {
    for claims in [identity_card(), driving_licence(), birth_certificate(), long_names()] {
        for language in Language::ALL {
            for theme in [Theme::Auto, Theme::Light, Theme::Dark] {
                let view = view(claims.clone(), language, Audience::Holder);
                let svg = card_svg(&view, Some(&seal()), theme);
                let document = parse(&svg);
                let root = document.root_element();
                assert_eq!(root.attribute("lang"), Some(language.code()));
                assert_eq!(
                    root.children().find(Node::is_element).and_then(|node| node.text()),
                    Some(view.title())
                );
                let names = [
                    "svg",
                    "title",
                    "desc",
                    "style",
                    "defs",
                    "linearGradient",
                    "stop",
                    "clipPath",
                    "path",
                    "rect",
                    "pattern",
                    "g",
                    "circle",
                    "text",
                    "image",
                ];
                for node in document.descendants().filter(Node::is_element) {
                    assert!(names.contains(&node.tag_name().name()), "{}", node.tag_name().name());
                    for attribute in node.attributes() {
                        assert!(!attribute.name().starts_with("on"), "{}", attribute.name());
                        let inside = attribute.value().starts_with("data:image/jpeg;base64,");
                        assert!(attribute.name() != "href" || inside, "{}", attribute.value());
                    }
                }
                assert!(
                    !svg.contains("@import") && svg.matches("http").count() == 2,
                    "two names of namespaces"
                );
                assert_eq!(svg, card_svg(&view, Some(&seal()), theme), "deterministic");
                assert_eq!(svg.contains("prefers-color-scheme"), theme == Theme::Auto);
            }
        }
    }
}

/// What the view says stands on the card as text.
#[test]
fn the_card_says_what_the_view_says() {
    let view = view(driving_licence(), Language::Kazakh, Audience::Holder);
    let words = written(&card_svg(&view, None, Theme::Light)).join(" ");
    for section in view.sections() {
        for row in section.rows.iter().filter(|row| row.id != "driving_privileges") {
            assert!(words.contains(&row.label) && words.contains(&row.value), "{}", row.id);
        }
    }
    for wanted in
        ["Жүргізуші куәлігі", "Жарамды", "Санаттар", "B1", "13.05.2029", "AT", "(352/2.8)", "ҚР ІІМ"]
    {
        assert!(words.contains(wanted), "{wanted}");
    }
}

/// Hostile values stay words: no mark-up, no control characters, no turning round of the text beside them.
#[test]
fn hostile_values_are_harmless() {
    let hostile = "</text><script>alert('1')</script><!--]]>&amp;\u{0}\u{1b}\u{202e}txt\u{2066}\u{feff}\u{ffff}\" onload=\"x";
    let claims = with(
        identity_card(),
        &[
            ("family_name_kk", text(hostile)),
            ("birth_place_kk", text("<![CDATA[x]]>")),
            ("iin", text("&#x202e;1")),
        ],
    );
    let view = view(claims, Language::Kazakh, Audience::ThirdParty);
    let svg = card_svg(&view, None, Theme::Auto);
    let document = parse(&svg);
    assert!(document.descendants().all(|node| node.tag_name().name() != "script"));
    let words = written(&svg).concat();
    assert!(
        words.contains("<script>alert('1')")
            && words.contains("<![CDATA[x]]>")
            && words.contains("&#x202e;1")
    );
    let hidden = |c: char| {
        c.is_control() && c != '\n'
            || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}' | '\u{ffff}')
    };
    assert!(!svg.contains(hidden));
}

/// No text runs over the card's margin, whatever it is; what does not fit ends in an ellipsis.
#[test]
fn nothing_overflows() {
    for claims in [identity_card(), driving_licence(), birth_certificate(), long_names()] {
        for language in Language::ALL {
            let svg = card_svg(&view(claims.clone(), language, Audience::Holder), Some(&seal()), Theme::Auto);
            let document = parse(&svg);
            let high = number(document.root_element(), "height");
            for node in document.descendants().filter(|node| node.tag_name().name() == "text") {
                let text = node.text().expect("text");
                let bold = node.attribute("class").is_some_and(|class| class.starts_with("b "));
                let right = number(node, "x") + measure_for_test(text, number(node, "font-size"), bold);
                assert!(right <= 368.1, "{right}: {text}");
                assert!(number(node, "y") < high, "{text}");
            }
        }
    }
    let svg = card_svg(&view(long_names(), Language::Kazakh, Audience::Holder), None, Theme::Auto);
    let words = written(&svg);
    assert!(words.iter().any(|line| line == "Мұхаммедрахымбердіқызы-"), "broken after the hyphen");
    assert!(words.iter().any(|line| line.starts_with("Қабанбай") || line.ends_with('…')));
    assert!(svg.contains("textLength"), "another script is held to its room");
}

#[test]
fn the_seal_is_a_drawing_or_left_out() {
    let view = view(identity_card(), Language::English, Audience::Holder);
    let drawn =
        |seal: &SealMark| card_svg(&view, Some(seal), Theme::Light).contains("QR seal of the document");
    assert!(drawn(&seal()));
    for path in ["M0 0\"/><script>", "url(#x)", "M0 0&amp;", "М0 0"] {
        assert!(!drawn(&SealMark { path: path.into(), ..seal() }), "{path}");
    }
    for modules in [0, 20, 186] {
        assert!(!drawn(&SealMark { modules, ..seal() }), "{modules}");
    }
}

/// Two cards may stand in one page: the names of one are not the other's.
#[test]
fn names_are_the_cards_own() {
    let ids = |view: &ViewModel, theme| -> Vec<String> {
        let svg = card_svg(view, None, theme);
        let document = parse(&svg);
        document.descendants().filter_map(|node| node.attribute("id").map(str::to_owned)).collect()
    };
    let card = ids(&view(identity_card(), Language::English, Audience::Holder), Theme::Light);
    let licence = ids(&view(driving_licence(), Language::English, Audience::Holder), Theme::Light);
    let dark = ids(&view(identity_card(), Language::English, Audience::Holder), Theme::Dark);
    assert!(card.iter().all(|id| !licence.contains(id) && !dark.contains(id)));
}

/// Without a portrait its place shows an outline; a document whose kind has none shows no place.
#[test]
fn a_missing_portrait_leaves_its_place() {
    let images = |claims: Claims| {
        let svg = card_svg(&view(claims, Language::Russian, Audience::Holder), None, Theme::Light);
        let photo = svg.contains("-photo)");
        (svg.contains("<image"), photo)
    };
    assert_eq!(images(identity_card()), (true, true));
    assert_eq!(images(with(identity_card(), &[("portrait", ElementValue::Null)])), (false, true));
    assert_eq!(images(birth_certificate()), (false, false));
}
