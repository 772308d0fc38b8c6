//! The view as a card: one self-contained SVG, 390 wide and as high as its content.
//!
//! Text stays text, set in the fonts phones and desktops have; everything that came from a document is escaped; nothing
//! refers to anything outside. The same view gives the same bytes.

mod measure;
mod ornament;
mod palette;
mod rows;
mod widths;

use core::fmt::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;

use self::measure::{Face, Line, fitting_size, shorten, width, wrap};
use self::rows::{fits_half, one_line_size};
use super::clean::escape;
use super::parts::{Portrait, Section};
use super::view_model::ViewModel;
use super::vocabulary::Place;
use super::words;

/// Light or dark.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Theme {
    /// As the reader's device asks (`prefers-color-scheme`); on paper, light.
    #[default]
    Auto,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

/// The document's own matrix code (order 9) as a drawing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SealMark {
    /// Dark modules as an SVG path, a module a unit, the quiet zone left free.
    pub path: String,
    /// Units of a side, quiet zone included.
    pub modules: u32,
}

/// Draws the card of a view, with the document's seal where one is given.
pub fn card_svg(view: &ViewModel, seal: Option<&SealMark>, theme: Theme) -> String {
    let mut card =
        Card { view, root: root(view, theme), body: String::with_capacity(64 * 1024), y: 0.0, edge: 0.0 };
    card.head();
    card.badges();
    card.person();
    for section in view.sections().iter().filter(|section| section.place == Place::Body) {
        card.section(section);
    }
    card.signature();
    card.foot(seal.filter(|seal| seal.is_sound()));
    card.finish(theme)
}

struct Card<'a> {
    view: &'a ViewModel,
    /// The class and prefix of ids that keep this card's names from another's in the same page.
    root: String,
    body: String,
    /// The upper edge of what comes next.
    y: f64,
    /// The lower edge of the coloured head.
    edge: f64,
}

/// How a piece of text is set.
#[derive(Clone, Copy)]
struct Style {
    size: f64,
    /// Class of the weight: `b` is 600, `m` 500, `` 400.
    weight: &'static str,
    /// Class of the colour.
    colour: &'static str,
}

impl Card<'_> {
    /// The coloured head: the country's colours, an ornament, the name of the document and its issuing body.
    fn head(&mut self) {
        let wide = WIDTH - MARGIN * 2.0 - 62.0;
        let (title_style, title) = title(self.view.title(), wide);
        let title_size = title_style.size;
        let issuer = wrap(self.view.issuer(), ISSUER.face(), wide, 3);
        let height = count(&title) * title_size * 1.2 + 6.0 + count(&issuer) * ISSUER.leading();
        let edge = (height + 44.0).max(96.0);
        let root = self.root.clone();
        self.put(&format!(
            "<path d=\"M0 {r}A{r} {r} 0 0 1 {r} 0H{w}A{r} {r} 0 0 1 {WIDTH} {r}V{e}H0Z\" fill=\"url(#{root}-head)\"/>\
             <g clip-path=\"url(#{root}-top)\"><g transform=\"translate({x} {y})\" class=\"line\" stroke=\"#fff\" \
             stroke-opacity=\".13\" stroke-width=\"1.5\">",
            r = CORNER,
            w = WIDTH - CORNER,
            e = num(edge),
            x = num(WIDTH - 58.0),
            y = num(edge / 2.0)
        ));
        for quarter in 0..4 {
            let turn = quarter * 90;
            let _ = write!(
                self.body,
                "<path transform=\"rotate({turn}) translate(-55.2 -75) scale(2.3)\" d=\"{}\"/>",
                ornament::HORNS
            );
        }
        self.put("<circle r=\"84\"/><circle r=\"90\"/></g></g>");
        self.put(&format!(
            "<g transform=\"translate({} {})\" class=\"line\" stroke=\"#fff\" stroke-opacity=\".92\" \
             stroke-width=\"1.6\"><path d=\"{}\"/></g>",
            num(MARGIN + 21.0),
            num(edge / 2.0),
            ornament::CROWN
        ));
        let x = MARGIN + 58.0;
        let mut y = (edge - height) / 2.0;
        y = self.lines(&title, x, y, title_style, title_size * 1.2);
        self.lines(&issuer, x, y + 6.0, ISSUER, ISSUER.leading());
        // A band of horns under the head, in gold.
        self.put(&format!(
            "<rect y=\"{e}\" width=\"{WIDTH}\" height=\"17\" class=\"tint\"/>\
             <rect y=\"{e}\" width=\"{WIDTH}\" height=\"17\" fill=\"url(#{root}-band)\"/>\
             <path d=\"M0 {b}H{WIDTH}\" class=\"line gold\" stroke-opacity=\".45\"/>",
            e = num(edge),
            b = num(edge + 17.0)
        ));
        self.edge = edge;
        self.y = edge + 17.0 + 18.0;
    }

    /// The marks of state, and how long it is valid.
    fn badges(&mut self) {
        let mut x = MARGIN;
        for badge in self.view.badges() {
            let (class, _) = palette::tone(badge.tone);
            let text = shorten(&badge.text, BADGE.face(), WIDTH - MARGIN * 2.0 - 44.0);
            let wide = width(&text, BADGE.face()) * 0.95 + 36.0;
            if x > MARGIN && x + wide > WIDTH - MARGIN {
                x = MARGIN;
                self.y += 34.0;
            }
            let (left, top) = (num(x), num(self.y));
            self.put(&format!(
                "<rect x=\"{left}\" y=\"{top}\" width=\"{w}\" height=\"27\" rx=\"13.5\" class=\"{class}\"/>\
                 <circle cx=\"{cx}\" cy=\"{cy}\" r=\"3.8\" class=\"{class}-ink\"/>\
                 <text x=\"{tx}\" y=\"{ty}\" font-size=\"{size}\" class=\"b {class}-ink\">{text}</text>",
                w = num(wide),
                cx = num(x + 14.0),
                cy = num(self.y + 13.5),
                tx = num(x + 24.0),
                ty = num(self.y + 18.0),
                size = num(BADGE.size),
                text = escape(&text)
            ));
            x += wide + 8.0;
        }
        self.y += 27.0 + 9.0;
        let room = WIDTH - MARGIN * 2.0;
        let style =
            Style { size: one_line_size(self.view.validity(), "", room, &[13.0, 12.5, 12.0]), ..NOTE };
        let validity = wrap(self.view.validity(), style.face(), room, 2);
        self.y = self.lines(&validity, MARGIN, self.y, style, style.leading()) + 16.0;
    }

    /// The portrait, and beside it the rows that belong there.
    fn person(&mut self) {
        let view = self.view;
        let beside: Vec<&Section> =
            view.sections().iter().filter(|section| section.place == Place::BesidePortrait).collect();
        if beside.is_empty() && view.portrait().is_none() {
            return;
        }
        let top = self.y;
        self.portrait(view.portrait(), MARGIN, top);
        let x = MARGIN + PHOTO_WIDTH + 18.0;
        let room = WIDTH - MARGIN - x;
        self.y = top + 1.0;
        for row in beside.iter().flat_map(|section| &section.rows) {
            self.y = self.row(row, x, self.y, room) + 9.0;
        }
        self.y = (self.y - 9.0).max(top + PHOTO_HEIGHT) + 20.0;
    }

    fn portrait(&mut self, portrait: Option<&Portrait>, x: f64, y: f64) {
        let root = self.root.clone();
        let (w, h) = (num(PHOTO_WIDTH), num(PHOTO_HEIGHT));
        let _ = write!(
            self.body,
            "<g transform=\"translate({} {})\"><g clip-path=\"url(#{root}-photo)\">\
             <rect width=\"{w}\" height=\"{h}\" class=\"tint\"/>",
            num(x),
            num(y)
        );
        match portrait {
            Some(portrait) => self.image(portrait, PHOTO_WIDTH, PHOTO_HEIGHT, "xMidYMid slice"),
            None => self.put(&format!("<path class=\"shade\" d=\"{}\"/>", ornament::SILHOUETTE)),
        }
        self.put(&format!(
            "</g><rect x=\".75\" y=\".75\" width=\"{}\" height=\"{}\" rx=\"13.5\" class=\"line frame\" \
             stroke-width=\"1.5\"/></g>",
            num(PHOTO_WIDTH - 1.5),
            num(PHOTO_HEIGHT - 1.5)
        ));
    }

    /// A section below the portrait: a line, a heading, its rows.
    fn section(&mut self, section: &Section) {
        let room = WIDTH - MARGIN * 2.0;
        self.rule();
        if let Some(title) = &section.title {
            let title = wrap(title, HEADING.face(), room, 2);
            self.y = self.lines(&title, MARGIN, self.y, HEADING, HEADING.leading()) + 9.0;
        }
        let column = (room - 16.0) / 2.0;
        let mut rows = section.rows.iter().peekable();
        while let Some(row) = rows.next() {
            let top = self.y;
            let left = fits_half(row, column);
            let beside = if left { rows.next_if(|next| fits_half(next, column)) } else { None };
            let mut bottom = self.row(row, MARGIN, top, if left { column } else { room });
            if let Some(next) = beside {
                bottom = bottom.max(self.row(next, MARGIN + column + 16.0, top, column));
            }
            self.y = bottom + 12.0;
        }
        self.y += 4.0;
    }

    /// The subject's signature, where there is one, on the paper it was written on: in the dark too.
    fn signature(&mut self) {
        let Some(picture) = self.view.signature() else { return };
        self.rule();
        let label = wrap(&picture.description, LABEL.face(), WIDTH - MARGIN * 2.0, 2);
        let y = self.lines(&label, MARGIN, self.y, LABEL, LABEL.leading()) + 4.0;
        let (w, h) = (num(SIGN_WIDTH), num(SIGN_HEIGHT));
        self.put(&format!(
            "<g transform=\"translate({} {})\"><rect width=\"{w}\" height=\"{h}\" rx=\"8\" fill=\"#fff\"/>",
            num(MARGIN),
            num(y)
        ));
        self.image(picture, SIGN_WIDTH, SIGN_HEIGHT, "xMidYMid meet");
        self.put("</g>");
        self.y = y + SIGN_HEIGHT + 16.0;
    }

    /// A picture, named as readers of SVG 1.1 know it: later ones read that too.
    fn image(&mut self, picture: &Portrait, wide: f64, high: f64, fit: &str) {
        let _ = write!(
            self.body,
            "<image width=\"{}\" height=\"{}\" preserveAspectRatio=\"{fit}\" \
             xlink:href=\"data:{};base64,{}\"><title>{}</title></image>",
            num(wide),
            num(high),
            escape(&picture.media_type),
            BASE64.encode(&picture.bytes),
            escape(&picture.description)
        );
    }

    /// The foot: the seal, what the law says of the document, who signed it, when it was shown.
    fn foot(&mut self, seal: Option<&SealMark>) {
        let top = self.y + 2.0;
        let side = 112.0;
        let left = if seal.is_some() { MARGIN + side + 16.0 } else { MARGIN };
        let room = WIDTH - MARGIN - left;
        let start = self.body.len();
        self.y = top + 18.0;
        if let Some(statement) = self.view.statement() {
            let text = wrap(&statement.text, STATEMENT.face(), room - 26.0, 4);
            let clause = format!("({})", statement.clause);
            self.put(&format!(
                "<path transform=\"translate({} {})\" d=\"{}\" class=\"line accent-line\" stroke-width=\"1.5\"/>",
                num(left),
                num(self.y - 1.0),
                ornament::SHIELD
            ));
            self.y = self.lines(&text, left + 26.0, self.y, STATEMENT, STATEMENT.leading());
            let clause = wrap(&clause, SMALL.face(), room - 26.0, 1);
            self.y = self.lines(&clause, left + 26.0, self.y, SMALL, SMALL.leading()) + 8.0;
        }
        for text in self.view.signed_by().into_iter().chain([self.view.shown_at()]) {
            let style = Style { size: one_line_size(text, "", room, &[11.0, 10.5, 10.0]), ..SMALL };
            let text = wrap(text, style.face(), room, 3);
            self.y = self.lines(&text, left, self.y, style, style.leading()) + 3.0;
        }
        let mut bottom = self.y + 14.0;
        if let Some(seal) = seal {
            bottom = bottom.max(top + 18.0 + side + 18.0);
            let scale = side / f64::from(seal.modules);
            self.put(&format!(
                "<rect x=\"{x}\" y=\"{y}\" width=\"{side}\" height=\"{side}\" rx=\"8\" fill=\"#fff\"/>\
                 <path transform=\"translate({x} {y}) scale({scale:.5})\" d=\"{path}\" fill=\"#0b1622\" \
                 shape-rendering=\"crispEdges\"><title>{title}</title></path>",
                x = num(MARGIN),
                y = num(top + 18.0),
                path = seal.path,
                title = words::seal(self.view.language())
            ));
        }
        // The ground of the foot, under what was just written; its lower corners are the card's.
        let ground = format!(
            "<path d=\"M0 {t}H{WIDTH}V{v}A{r} {r} 0 0 1 {h} {b}H{r}A{r} {r} 0 0 1 0 {v}Z\" class=\"tint\"/>",
            t = num(top),
            v = num(bottom - CORNER),
            r = CORNER,
            h = num(WIDTH - CORNER),
            b = num(bottom)
        );
        self.body.insert_str(start, &ground);
        self.y = bottom;
    }

    fn finish(self, theme: Theme) -> String {
        let Self { view, root, body, y, edge } = self;
        let high = num(y);
        let [from, to] = palette::of(view.colours()).head;
        let style = palette::style(&root, view.colours(), theme);
        let language = view.language().code();
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" xmlns:xlink=\"http://www.w3.org/1999/xlink\" version=\"1.1\" class=\"{root}\" width=\"{WIDTH}\" height=\"{high}\" \
             viewBox=\"0 0 {WIDTH} {high}\" role=\"img\" lang=\"{language}\" xml:lang=\"{language}\">\
             <title>{title}</title><desc>{desc}</desc><style type=\"text/css\">{style}</style><defs>\
             <linearGradient id=\"{root}-head\" x2=\"1\" y2=\".6\"><stop offset=\"0\" stop-color=\"{from}\"/>\
             <stop offset=\"1\" stop-color=\"{to}\"/></linearGradient>\
             <clipPath id=\"{root}-top\"><path d=\"M0 {CORNER}A{CORNER} {CORNER} 0 0 1 {CORNER} 0H{w}A{CORNER} {CORNER} \
             0 0 1 {WIDTH} {CORNER}V{head}H0Z\"/></clipPath>\
             <clipPath id=\"{root}-photo\"><rect width=\"{PHOTO_WIDTH}\" height=\"{PHOTO_HEIGHT}\" rx=\"14\"/></clipPath>\
             <pattern id=\"{root}-band\" width=\"26\" height=\"17\" patternUnits=\"userSpaceOnUse\" y=\"{head}\">\
             <g transform=\"translate(0 2) scale(.5416 .5)\" class=\"line gold\" stroke-width=\"2.2\" stroke-opacity=\".75\">\
             <path d=\"{horns}\"/><path d=\"{lozenge}\"/><path transform=\"translate(48 0)\" d=\"{lozenge}\"/></g></pattern>\
             </defs><rect width=\"{WIDTH}\" height=\"{high}\" rx=\"{CORNER}\" class=\"card\"/>{body}</svg>\n",
            title = escape(view.title()),
            desc = escape(&view.accessibility()),
            w = WIDTH - CORNER,
            head = num(edge),
            horns = ornament::HORNS,
            lozenge = ornament::LOZENGE,
        )
    }

    /// Lines of text from the upper edge `y` down; gives the lower edge.
    fn lines(&mut self, lines: &[Line], x: f64, y: f64, style: Style, leading: f64) -> f64 {
        let mut y = y;
        for line in lines {
            // The baseline: what these fonts leave above it, and half of what the leading adds.
            let baseline = y + (leading - style.size) / 2.0 + style.size * 0.8;
            let held = line.held_to.map_or(String::new(), |to| {
                format!(" textLength=\"{}\" lengthAdjust=\"spacingAndGlyphs\"", num(to))
            });
            let class = if style.weight.is_empty() {
                style.colour.to_owned()
            } else {
                format!("{} {}", style.weight, style.colour)
            };
            let _ = write!(
                self.body,
                "<text x=\"{}\" y=\"{}\" font-size=\"{}\" class=\"{class}\"{held}>{}</text>",
                num(x),
                num(baseline),
                num(style.size),
                escape(&line.text)
            );
            y += leading;
        }
        y
    }

    fn rule(&mut self) {
        self.put(&format!(
            "<path d=\"M{} {}H{}\" class=\"line rule\"/>",
            num(MARGIN),
            num(self.y),
            num(WIDTH - MARGIN)
        ));
        self.y += 16.0;
    }

    fn put(&mut self, text: &str) {
        self.body.push_str(text);
    }
}

impl SealMark {
    /// Whether the path is nothing but a path of numbers and the side one a symbol can have (ISO/IEC 18004: at most 177
    /// modules and a quiet zone of four on each side).
    fn is_sound(&self) -> bool {
        let plain = |b: u8| b.is_ascii_digit() || b" MmHhVvLlZz-.,".contains(&b);
        (21..=185).contains(&self.modules) && self.path.bytes().all(plain)
    }
}

impl Style {
    fn face(self) -> Face {
        Face { size: self.size, bold: !self.weight.is_empty() }
    }

    fn leading(self) -> f64 {
        self.size * 1.28
    }
}

/// The name of a document whole: in two lines as large as they can be, a very long one in as many as it takes.
fn title(text: &str, wide: f64) -> (Style, Vec<Line>) {
    let style = |size| Style { size, weight: "b", colour: "on" };
    let set = |size| wrap(text, style(size).face(), wide, MAX_TITLE_LINES + 1);
    let size = [23.0, 21.0, 19.5, 18.0]
        .into_iter()
        .find(|size| set(*size).len() <= 2 && fitting_size(text, true, wide, &[*size, 0.0]) > 0.0);
    let size = size.unwrap_or(17.0);
    (style(size), wrap(text, style(size).face(), wide, MAX_TITLE_LINES))
}

fn root(view: &ViewModel, theme: Theme) -> String {
    let theme = match theme {
        Theme::Auto => "auto",
        Theme::Light => "light",
        Theme::Dark => "dark",
    };
    format!("qujat-{}-{theme}", view.colours().word())
}

#[allow(clippy::cast_precision_loss)] // Lines and columns: a handful.
fn count<T>(list: &[T]) -> f64 {
    list.len() as f64
}

/// A coordinate to a hundredth, without idle noughts.
fn num(value: f64) -> String {
    let text = format!("{value:.2}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// The width of a phone's screen in points.
const WIDTH: f64 = 390.0;
const MARGIN: f64 = 22.0;
const CORNER: f64 = 24.0;
const PHOTO_WIDTH: f64 = 104.0;
const PHOTO_HEIGHT: f64 = 136.0;
const SIGN_WIDTH: f64 = 168.0;
const SIGN_HEIGHT: f64 = 56.0;
/// Left and right of a table's cell together.
const CELL: f64 = 16.0;
const MAX_VALUE_LINES: usize = 5;
const MAX_TITLE_LINES: usize = 5;

const ISSUER: Style = Style { size: 12.0, weight: "", colour: "on" };
const BADGE: Style = Style { size: 13.0, weight: "b", colour: "" };
const NOTE: Style = Style { size: 13.0, weight: "", colour: "soft" };
const LABEL: Style = Style { size: 11.5, weight: "", colour: "soft" };
const HEADING: Style = Style { size: 14.0, weight: "b", colour: "accent" };
const CELL_VALUE: Style = Style { size: 13.0, weight: "", colour: "ink" };
const NAME: Style = Style { size: 15.0, weight: "b", colour: "ink" };
const STATEMENT: Style = Style { size: 13.0, weight: "b", colour: "accent" };
const SMALL: Style = Style { size: 11.0, weight: "", colour: "soft" };

/// Pixels a text takes at most, for tests of the whole card.
#[cfg(test)]
pub(super) fn measure_for_test(text: &str, size: f64, bold: bool) -> f64 {
    width(text, Face { size, bold })
}
