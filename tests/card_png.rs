//! Every card of the gallery drawn as a picture, which says too that another SVG reader than a browser reads them. `cargo xtask test
//! service` runs it.

// A test reads files and panics where something is missing.
#![allow(clippy::disallowed_methods, clippy::expect_used, clippy::panic, clippy::print_stderr)]

use std::path::Path;

use qujat::display::card_png;

#[test]
fn every_card_of_the_gallery_becomes_a_picture() {
    let Ok(font) = std::fs::read("/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf") else {
        eprintln!("skipped: DejaVu Sans is not where Debian keeps it");
        return;
    };
    let fonts = [font];
    let mut drawn = 0;
    for language in ["kk", "ru", "en"] {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/gallery").join(language);
        for card in std::fs::read_dir(folder).expect("the gallery") {
            let card = card.expect("a file").path();
            let svg = std::fs::read_to_string(&card).expect("text");
            let png =
                card_png(&svg, 1.0, &fonts).unwrap_or_else(|error| panic!("{}: {error}", card.display()));
            let picture = image::load_from_memory(&png).expect("a picture").to_luma8();
            let (width, height) = picture.dimensions();
            assert!(width >= 300 && height >= 200, "{}: {width} by {height}", card.display());
            let dark = picture.pixels().filter(|pixel| pixel.0 < [90]).count();
            let share = dark * 1000 / (width * height) as usize;
            assert!((5..500).contains(&share), "{}: {share} of 1000 pixels are dark", card.display());
            drawn += 1;
        }
    }
    assert!(drawn >= 45, "{drawn} cards");
}
