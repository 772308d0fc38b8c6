//! The generator of the bindings: `cargo run -p qujat-ffi --features bindgen --bin qujat-bindgen -- generate …`.

fn main() {
    uniffi::uniffi_bindgen_main();
}
