//! The moving picture between the two phones: an animated PNG.

use std::fs::File;
use std::io::{BufReader, BufWriter};
use std::path::Path;

use qujat::code::Raster;
use qujat::code::stream::Sender;

use crate::common::Failure;

/// Writes the codes one after another, four times as many as are needed, to be played again and again.
pub fn write(path: &Path, sender: &Sender) -> Result<(), Failure> {
    let count = u32::try_from(4 * sender.frames_needed())?.max(60);
    let side = u32::try_from(sender.symbol(0)?.to_luma(PIXELS_A_MODULE)?.side)?;
    let mut encoder = png::Encoder::new(BufWriter::new(File::create(path)?), side, side);
    encoder.set_color(png::ColorType::Grayscale);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.set_compression(png::Compression::Fast);
    encoder.set_animated(count, 0)?;
    encoder.set_frame_delay(1, sender.policy().frames_per_second.into())?;
    let mut writer = encoder.write_header()?;
    for index in 0..count {
        writer.write_image_data(&sender.symbol(index)?.to_luma(PIXELS_A_MODULE)?.pixels)?;
    }
    Ok(writer.finish()?)
}

/// A camera that looks at such a picture and misses some of it.
pub struct Camera {
    reader: png::Reader<BufReader<File>>,
    frames: u32,
    loss: u32,
    chance: u32,
    /// Codes shown so far, those missed among them.
    pub shown: u32,
    /// Codes missed.
    pub missed: u32,
    /// The message, once it is whole.
    pub arrived: Option<Vec<u8>>,
}

impl Camera {
    /// Looks at the film and misses `loss` of a hundred codes.
    pub fn open(path: &Path, loss: u32, seed: u32) -> Result<Self, Failure> {
        let reader = png::Decoder::new(BufReader::new(File::open(path)?)).read_info()?;
        let frames = reader.info().animation_control.map_or(1, |control| control.num_frames);
        Ok(Self { reader, frames, loss, chance: seed, shown: 0, missed: 0, arrived: None })
    }

    /// The next code it does not miss; `None` at the film's end.
    pub fn next(&mut self) -> Result<Option<Raster>, Failure> {
        while self.shown < self.frames {
            let size = self.reader.output_buffer_size().ok_or(Failure("the film is too large".into()))?;
            let mut pixels = vec![0; size];
            let side = usize::try_from(self.reader.next_frame(&mut pixels)?.width)?;
            self.shown += 1;
            // Numbers that look like chance and are the same in every run (Numerical Recipes' generator).
            self.chance = self.chance.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            if (self.chance >> 16) % 100 >= self.loss {
                return Ok(Some(Raster { side, pixels }));
            }
            self.missed += 1;
        }
        Ok(None)
    }
}

const PIXELS_A_MODULE: usize = 4;
