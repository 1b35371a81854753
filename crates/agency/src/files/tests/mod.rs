//! Laws of the file exchange.
