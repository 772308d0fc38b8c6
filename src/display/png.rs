//! The card as a picture, by resvg: for services and previews; a phone draws the view itself.

use std::sync::Arc;

use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::fontdb::Database;
use resvg::usvg::{Options, Tree};
use thiserror::Error;

use crate::limits::{MAX_CARD_BYTES, MAX_CARD_SCALE};

/// Why no picture was made of a card.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum PngError {
    /// More bytes than a card has.
    #[error("the card has {found} bytes, at most {limit} allowed")]
    TooLarge {
        /// Bytes that came.
        found: usize,
        /// Bytes allowed.
        limit: usize,
    },
    /// Not a picture this draws.
    #[error("not a card")]
    NotACard,
    /// Text could not be set.
    #[error("none of the fonts given is one")]
    NoFont,
    /// A scale that makes no picture.
    #[error("a scale from 0.1 to {MAX_CARD_SCALE} is wanted")]
    Scale,
}

/// Draws a card of [`super::card_svg`], `scale` pixels a unit, its text set in the fonts given: TrueType or OpenType files,
/// with the Kazakh letters. As it looks on paper: light, unless it was made dark.
pub fn card_png(svg: &str, scale: f32, fonts: &[Vec<u8>]) -> Result<Vec<u8>, PngError> {
    if svg.len() > MAX_CARD_BYTES {
        return Err(PngError::TooLarge { found: svg.len(), limit: MAX_CARD_BYTES });
    }
    if !(0.1..=MAX_CARD_SCALE).contains(&scale) {
        return Err(PngError::Scale);
    }
    let mut database = Database::new();
    for font in fonts {
        database.load_font_data(font.clone());
    }
    // A text without a font is left out silently: a card without its words is none.
    let family = database.faces().next().and_then(|face| face.families.first()).map(|(name, _)| name.clone());
    let family = family.ok_or(PngError::NoFont)?;
    database.set_sans_serif_family(family.clone());
    let options = Options { font_family: family, fontdb: Arc::new(database), ..Options::default() };
    let tree = Tree::from_str(svg, &options).map_err(|_| PngError::NotACard)?;
    let size = tree.size().to_int_size().scale_by(scale).ok_or(PngError::Scale)?;
    let mut pixels = Pixmap::new(size.width(), size.height()).ok_or(PngError::Scale)?;
    resvg::render(&tree, Transform::from_scale(scale, scale), &mut pixels.as_mut());
    pixels.encode_png().map_err(|_| PngError::NotACard)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_refusal_says_why() {
        let refusal = |svg: &str, scale| card_png(svg, scale, &[]).expect_err("refused").to_string();
        let large = " ".repeat(MAX_CARD_BYTES + 1);
        assert_eq!(refusal(&large, 1.0), "the card has 2097153 bytes, at most 2097152 allowed");
        assert_eq!(refusal("<svg/>", 0.0), "a scale from 0.1 to 8 is wanted");
        assert_eq!(refusal("<svg/>", f32::NAN), "a scale from 0.1 to 8 is wanted");
        assert_eq!(refusal("<svg/>", 1.0), "none of the fonts given is one");
        assert_eq!(card_png("<svg/>", 1.0, &[b"no font".to_vec()]), Err(PngError::NoFont));
    }

    /// Where Debian's DejaVu is: the picture has the card's size, and words make a difference.
    #[test]
    #[allow(clippy::disallowed_methods, clippy::print_stderr)] // A font of this machine.
    fn a_card_becomes_a_picture() {
        let Ok(font) = std::fs::read("/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf") else {
            eprintln!("skipped: DejaVu Sans is not where Debian keeps it");
            return;
        };
        let fonts = [font];
        let card = |word: &str| {
            format!(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"390\" height=\"60\"><style type=\"text/css\">\
                 text{{font-family:Roboto,sans-serif}}@media screen{{text{{fill:red}}}}</style>\
                 <text x=\"9\" y=\"40\" font-size=\"20\">{word}</text></svg>"
            )
        };
        let picture = |word: &str| {
            let png = card_png(&card(word), 2.0, &fonts).expect("drawn");
            image::load_from_memory(&png).expect("a PNG").into_rgba8()
        };
        let (words, none) = (picture("Әлихан Қонаев"), picture(""));
        assert_eq!(words.dimensions(), (780, 120));
        let inked = |image: &image::RgbaImage| image.pixels().filter(|pixel| pixel.0[3] > 128).count();
        assert!(inked(&words) > 500 && inked(&none) == 0, "{}", inked(&words));
        assert_eq!(card_png("<svg", 1.0, &fonts), Err(PngError::NotACard));
    }
}
