"""Reading data and a pretrained backbone in; the reader that is shipped out (ONNX, pieces, card)."""
