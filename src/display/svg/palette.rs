//! Colours by meaning, for light and for dark, and the style sheet they make.

use core::fmt::Write as _;

use super::Theme;
use crate::display::{Scheme, Tone};

/// The colours of a scheme: the head runs from the first to the second; the third marks headings on a light ground, the
/// fourth on a dark one.
pub(super) struct Palette {
    pub(super) head: [&'static str; 2],
    pub(super) accent: [&'static str; 2],
}

pub(super) fn of(scheme: Scheme) -> Palette {
    let (head, accent) = match scheme {
        Scheme::State => (["#00508c", "#007a96"], ["#00608c", "#6cc7e6"]),
        Scheme::Identity => (["#0a4792", "#007c9c"], ["#0b5394", "#7cc0f0"]),
        Scheme::Driving => (["#0b4a63", "#0b7d74"], ["#0b6470", "#6fd0c4"]),
        Scheme::Civil => (["#30408f", "#1f72ad"], ["#34489a", "#a3b4f5"]),
        Scheme::Health => (["#0f5f4a", "#227d4e"], ["#14664a", "#7cd6a8"]),
        Scheme::Education => (["#48318a", "#6a55b5"], ["#4d3894", "#bcaef5"]),
        Scheme::Social => (["#7a4510", "#94660c"], ["#7d4d0f", "#ecc27a"]),
    };
    Palette { head, accent }
}

/// Ground, ink and lines: `[class, property, light, dark]`.
const GROUND: [[&str; 4]; 8] = [
    ["card", "fill", "#ffffff", "#101b2a"],
    ["ink", "fill", "#10233a", "#edf4fb"],
    ["soft", "fill", "#566b82", "#a3b6ca"],
    ["rule", "stroke", "#dde6ef", "#27384d"],
    ["tint", "fill", "#f0f6fa", "#18283c"],
    ["frame", "stroke", "#c9dbe9", "#35506c"],
    ["shade", "fill", "#c3d3e1", "#3b516a"],
    ["gold", "stroke", "#b98a1d", "#e2bd60"],
];

/// Badges: `[ground light, text light, ground dark, text dark]`.
pub(super) const fn tone(tone: Tone) -> (&'static str, [&'static str; 4]) {
    match tone {
        Tone::Good => ("good", ["#dcf3e6", "#0c6238", "#12402b", "#9be7c0"]),
        Tone::Warning => ("warn", ["#fdefcf", "#7c4a00", "#4a3508", "#ffd88a"]),
        Tone::Bad => ("bad", ["#fde2e1", "#9b1c1c", "#4f1d20", "#ffb4b0"]),
        Tone::Neutral => ("note", ["#e4ecf5", "#2f4a68", "#24374d", "#c3d6ea"]),
    }
}

const TONES: [Tone; 4] = [Tone::Good, Tone::Warning, Tone::Bad, Tone::Neutral];

/// The style sheet of one card. Every rule is held to the card's own class, so that several cards can stand in one page.
/// Plain colours and no variables: simple renderers read it too.
pub(super) fn style(root: &str, scheme: Scheme, theme: Theme) -> String {
    let mut out = String::with_capacity(4096);
    let _ = write!(
        out,
        ".{root} text{{font-family:{FONTS};font-weight:400}}.{root} .b{{font-weight:600}}\
         .{root} .m{{font-weight:500}}.{root} .on{{fill:#fff}}.{root} .line{{fill:none;stroke-linecap:round;stroke-linejoin:round}}"
    );
    rules(&mut out, root, scheme, theme == Theme::Dark);
    if theme == Theme::Auto {
        out.push_str("@media screen and (prefers-color-scheme:dark){");
        rules(&mut out, root, scheme, true);
        out.push('}');
    }
    // Paper is light, whatever the screen was, and a card is not parted between two sheets.
    let _ = write!(
        out,
        "@media print{{.{root}{{-webkit-print-color-adjust:exact;print-color-adjust:exact;break-inside:avoid}}"
    );
    if theme == Theme::Dark {
        rules(&mut out, root, scheme, false);
    }
    out.push('}');
    out
}

fn rules(out: &mut String, root: &str, scheme: Scheme, dark: bool) {
    let shade = |light, night| if dark { night } else { light };
    for [class, property, light, night] in GROUND {
        // Writing to a string does not fail.
        let _ = write!(out, ".{root} .{class}{{{property}:{}}}", shade(light, night));
    }
    let [light, night] = of(scheme).accent;
    let accent = shade(light, night);
    let _ = write!(out, ".{root} .accent{{fill:{accent}}}.{root} .accent-line{{stroke:{accent}}}");
    for (name, [light, light_ink, night, night_ink]) in TONES.map(tone) {
        let (ground, ink) = (shade(light, night), shade(light_ink, night_ink));
        let _ = write!(out, ".{root} .{name}{{fill:{ground}}}.{root} .{name}-ink{{fill:{ink}}}");
    }
}

/// Fonts that phones and desktops have, all with the Kazakh letters.
const FONTS: &str = "-apple-system,'SF Pro Text',Roboto,'Noto Sans','Segoe UI',Arial,'Liberation Sans','DejaVu Sans',sans-serif";

#[cfg(test)]
mod tests {
    use super::*;

    const SCHEMES: [Scheme; 7] = [
        Scheme::State,
        Scheme::Identity,
        Scheme::Driving,
        Scheme::Civil,
        Scheme::Health,
        Scheme::Education,
        Scheme::Social,
    ];

    /// WCAG 2.2 relative luminance.
    fn luminance(colour: &str) -> f64 {
        let full: String = if colour.len() == 4 {
            colour.chars().skip(1).flat_map(|c| [c, c]).collect()
        } else {
            colour[1..].into()
        };
        let part = |at: usize| {
            let value = f64::from(u8::from_str_radix(&full[at..at + 2], 16).expect("hex")) / 255.0;
            if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * part(0) + 0.7152 * part(2) + 0.0722 * part(4)
    }

    fn contrast(a: &str, b: &str) -> f64 {
        let (a, b) = (luminance(a), luminance(b));
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    /// Everything written is readable: 4.5 to 1 (WCAG 2.2 §1.4.3, AA).
    #[test]
    fn every_text_stands_out_from_its_ground() {
        let ground = |class: &str, dark: usize| {
            GROUND.iter().find(|row| row[0] == class).map(|row| row[2 + dark]).expect(class)
        };
        for dark in [0, 1] {
            for below in ["card", "tint"] {
                for text in ["ink", "soft"] {
                    let ratio = contrast(ground(text, dark), ground(below, dark));
                    assert!(ratio >= 4.5, "{text} on {below}: {ratio}");
                }
                for scheme in SCHEMES {
                    let ratio = contrast(of(scheme).accent[dark], ground(below, dark));
                    assert!(ratio >= 4.5, "accent of {scheme:?} on {below}: {ratio}");
                }
            }
            for (name, colours) in TONES.map(tone) {
                let ratio = contrast(colours[dark * 2], colours[dark * 2 + 1]);
                assert!(ratio >= 4.5, "{name}: {ratio}");
            }
        }
        for scheme in SCHEMES {
            for end in of(scheme).head {
                let ratio = contrast("#fff", end);
                assert!(ratio >= 4.5, "head of {scheme:?}: {ratio}");
            }
        }
    }
}
