"""Charts of series, bars and curves as SVG and PNG images."""
