//! The generator of the bindings: `cargo run -p qujat-ffi --features bindgen --bin uniffi-bindgen -- generate …`.

fn main() {
    uniffi::uniffi_bindgen_main();
}
