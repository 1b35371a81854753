//! Photographs that anybody sends: judged by their content, decoded within bounds, and drawn anew as a JPEG that holds
//! nothing but the picture. What a camera writes beside it (where, when, by whose device) is not carried over.

use std::io::Cursor;

use domain::suspicion::{LOOK_HEIGHT, LOOK_WIDTH, Look};
use domain::text::Bilingual;
use image::codecs::jpeg::JpegEncoder;
use image::imageops::FilterType;
use image::{DynamicImage, ImageDecoder, ImageFormat, ImageReader, Limits};

/// The most bytes of a photograph.
pub(crate) const PHOTO_BYTES_MAX: usize = 10 * 1024 * 1024;

/// The longest side that is decoded, in pixels.
const SIDE_MAX: u32 = 16_384;

/// The most pixels that are decoded: what telephones of today take, and not what fills the memory.
const PIXELS_MAX: u64 = 64_000_000;

/// The most bytes that decoding may take up.
const DECODED_BYTES_MAX: u64 = 320 * 1024 * 1024;

/// The longest side of the copy, in pixels: enough to read a notice on a wall.
const COPY_SIDE: u32 = 1600;

/// How good the copy is, from 1 to 100.
const COPY_QUALITY: u8 = 80;

/// The kinds of pictures that are drawn.
const KINDS: [ImageFormat; 3] = [ImageFormat::Jpeg, ImageFormat::Png, ImageFormat::WebP];

/// Why a photograph is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unfit {
    /// It has too many bytes.
    TooLarge,
    /// It has too many pixels.
    TooManyPixels,
    /// It is of another kind, whatever its name says.
    OtherKind,
    /// It breaks off or is damaged.
    Damaged,
}

impl Unfit {
    /// Why, and what to do.
    pub(crate) fn message(self) -> Bilingual {
        match self {
            Self::TooLarge => Bilingual::new(
                "超过 10 MB，请换小一点的，或者截图后再传",
                "it has more than 10 MB; send a smaller one, or a picture of your screen",
            ),
            Self::TooManyPixels => Bilingual::new(
                "尺寸太大，请截图后再传",
                "it has too many pixels; send a picture of your screen instead",
            ),
            Self::OtherKind => Bilingual::new(
                "不是 JPG、PNG 或者 WebP 照片，请在手机上截图后再传",
                "it is no JPEG, PNG or WebP; send a picture of your screen instead",
            ),
            Self::Damaged => Bilingual::new(
                "打不开，可能没有传完整，请重新选择",
                "it cannot be opened; it may have broken off, choose it again",
            ),
        }
    }
}

/// A photograph drawn anew, and the kind of what came. Takes a while: not for a thread that others wait for.
pub(crate) fn drawn(bytes: &[u8]) -> Result<(Vec<u8>, &'static str), Unfit> {
    if bytes.len() > PHOTO_BYTES_MAX {
        return Err(Unfit::TooLarge);
    }
    let format = image::guess_format(bytes).map_err(|_| Unfit::OtherKind)?;
    if !KINDS.contains(&format) {
        return Err(Unfit::OtherKind);
    }
    let picture = decoded(bytes, format)?;
    let longest = picture.width().max(picture.height());
    let picture = if longest > COPY_SIDE {
        picture.resize(COPY_SIDE, COPY_SIDE, FilterType::Triangle)
    } else {
        picture
    };
    // JPEG knows nothing of what can be seen through.
    let picture = DynamicImage::ImageRgb8(picture.into_rgb8());
    let mut copy = Vec::new();
    let encoder = JpegEncoder::new_with_quality(&mut copy, COPY_QUALITY);
    picture.write_with_encoder(encoder).map_err(|_| Unfit::Damaged)?;
    Ok((copy, format.to_mime_type()))
}

/// How a picture looks, for finding the same one in other cases; none of what is no picture that can be drawn. Takes a while: not
/// for a thread that others wait for.
pub(crate) fn look(bytes: &[u8]) -> Option<Look> {
    let format = image::guess_format(bytes).ok()?;
    if bytes.len() > PHOTO_BYTES_MAX || !KINDS.contains(&format) {
        return None;
    }
    let picture = decoded(bytes, format).ok()?;
    let (width, height) = (u32::try_from(LOOK_WIDTH).ok()?, u32::try_from(LOOK_HEIGHT).ok()?);
    // Grey first: of fewer bytes, and the average of grey points is the grey of the average.
    let small = image::imageops::resize(&picture.into_luma8(), width, height, FilterType::Triangle);
    let mut points = [[0_u8; LOOK_WIDTH]; LOOK_HEIGHT];
    for (row, from) in points.iter_mut().zip(small.rows()) {
        row.iter_mut().zip(from).for_each(|(point, grey)| *point = grey.0[0]);
    }
    Some(Look::of(&points))
}

fn decoded(bytes: &[u8], format: ImageFormat) -> Result<DynamicImage, Unfit> {
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    let mut limits = Limits::default();
    (limits.max_image_width, limits.max_image_height) = (Some(SIDE_MAX), Some(SIDE_MAX));
    limits.max_alloc = Some(DECODED_BYTES_MAX);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(|why| unfit(&why))?;
    let (width, height) = decoder.dimensions();
    if u64::from(width) * u64::from(height) > PIXELS_MAX {
        return Err(Unfit::TooManyPixels);
    }
    // A telephone lies its picture on the side and says so in what is not carried over.
    let turned = decoder.orientation().ok();
    let mut picture = DynamicImage::from_decoder(decoder).map_err(|why| unfit(&why))?;
    if let Some(turned) = turned {
        picture.apply_orientation(turned);
    }
    Ok(picture)
}

fn unfit(why: &image::ImageError) -> Unfit {
    if matches!(why, image::ImageError::Limits(_)) { Unfit::TooManyPixels } else { Unfit::Damaged }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A picture of one colour, as JPEG with a place in its Exif: 30° N, and lying on its right side.
    fn taken(width: u32, height: u32) -> Vec<u8> {
        let mut plain = Vec::new();
        let picture = DynamicImage::ImageRgb8(image::RgbImage::from_pixel(
            width,
            height,
            image::Rgb([200, 30, 30]),
        ));
        picture.write_with_encoder(JpegEncoder::new(&mut plain)).unwrap();
        let mut exif =
            b"Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0".to_vec();
        exif.extend(b"GPS 30N 114E Canon of Zhang San");
        let length = u16::try_from(exif.len() + 2).unwrap().to_be_bytes();
        [&plain[..2], &[0xff, 0xe1], &length, &exif, &plain[2..]].concat()
    }

    #[test]
    fn nothing_but_the_picture_is_carried_over_and_it_stands_upright() {
        let came = taken(40, 20);
        let (copy, kind) = drawn(&came).unwrap();
        assert_eq!(kind, "image/jpeg");
        for mark in [&b"Exif"[..], b"GPS", b"Zhang San"] {
            assert!(came.windows(mark.len()).any(|part| part == mark));
            assert!(!copy.windows(mark.len()).any(|part| part == mark));
        }
        let again = image::load_from_memory(&copy).unwrap();
        assert_eq!((again.width(), again.height()), (20, 40), "turned as the camera said");
        let (copy, _) = drawn(&taken(3200, 100)).unwrap();
        let again = image::load_from_memory(&copy).unwrap();
        assert_eq!(again.width().max(again.height()), COPY_SIDE);
    }

    #[test]
    fn a_picture_made_smaller_and_stored_anew_looks_the_same_and_another_does_not() {
        let pictured = |turned: bool| {
            DynamicImage::ImageRgb8(image::RgbImage::from_fn(320, 240, |x, y| {
                let wave = |at: u32, length: u32| u8::try_from(at % length * 255 / length).unwrap();
                let (x, y) = if turned { (319 - x, 239 - y) } else { (x, y) };
                image::Rgb([wave(x, 97), wave(y + x, 141), wave(x * y / 50, 200)])
            }))
        };
        let stored = |picture: &DynamicImage, quality| {
            let mut bytes = Vec::new();
            let encoder = JpegEncoder::new_with_quality(&mut bytes, quality);
            picture.write_with_encoder(encoder).unwrap();
            bytes
        };
        let one = look(&stored(&pictured(false), 90)).unwrap();
        let copy = pictured(false).resize(160, 120, FilterType::Triangle);
        let copy = look(&stored(&copy, 60)).unwrap();
        let other = look(&stored(&pictured(true), 90)).unwrap();
        assert!(one.apart(copy) <= 4, "{}", one.apart(copy));
        assert!(one.apart(other) > 16, "{}", one.apart(other));
        assert_eq!(look(b"%PDF-1.7"), None);
    }

    #[test]
    fn what_is_no_photograph_or_too_much_is_refused_with_the_reason() {
        let svg = b"<svg xmlns='http://www.w3.org/2000/svg' onload='x'/>";
        for other in
            [&svg[..], b"GIF89a\x01\0\x01\0\0\0\0;", b"%PDF-1.7", b"", b"\0\0\0\x18ftypheic"]
        {
            assert_eq!(drawn(other), Err(Unfit::OtherKind), "{other:?}");
        }
        let came = taken(40, 20);
        assert_eq!(drawn(&came[..came.len() / 4]), Err(Unfit::Damaged));
        assert_eq!(drawn(&vec![0; PHOTO_BYTES_MAX + 1]), Err(Unfit::TooLarge));
        // A small file that says that it is 50 000 × 50 000: a flood of pixels.
        let mut png = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR".to_vec();
        png.extend([0, 0, 0xc3, 0x50, 0, 0, 0xc3, 0x50, 8, 2, 0, 0, 0]);
        let crc = [0x3a, 0x3f, 0x5e, 0x0d];
        png.extend(crc);
        assert!(matches!(drawn(&png), Err(Unfit::TooManyPixels | Unfit::Damaged)));
    }
}
