"""Makes the picture files of this folder: the kinds that no Go library writes.

    pip install pillow tifffile imagecodecs
    python3 make.py

Every file shows the drawing of grey() or colour() below, which the tests draw
again in Go. Beside each lossy file NAME lies NAME.png, what Pillow makes of it
(for inks: without colour management).
"""

import io
import os
import struct

import imagecodecs
import numpy as np
import tifffile
from PIL import Image

W, H = 41, 29
here = os.path.dirname(os.path.abspath(__file__))


def grey():
    """A ramp with a grid and a dark zigzag."""
    y, x = np.mgrid[0:H, 0:W]
    v = 255 - (x + 2 * y) % 64
    v[(x % 10 == 0) | (y % 10 == 0)] = 160
    zig = np.abs((x * 3) % 30 - 15) + 7
    v[np.abs(y - zig) < 3] = 20
    return v.astype(np.uint8)


def ink():
    """True where grey() is dark."""
    return grey() < 100


def colour():
    """grey() on paper whose tint changes, with a red grid."""
    y, x = np.mgrid[0:H, 0:W]
    g = grey().astype(int)
    rgb = np.stack([g, g - x // 8, g - y // 4], -1)
    grid = (g == 160)[..., None]
    rgb = np.where(grid, [230, 120, 130], rgb)
    return np.clip(rgb, 0, 255).astype(np.uint8)


def inks():
    """The drawing as cyan, magenta, yellow and black."""
    rgb = colour().astype(int)
    k = 255 - rgb.max(-1)
    return np.dstack([255 - rgb, k // 2]).clip(0, 255).astype(np.uint8)


def smooth(a):
    """A picture that JPEG keeps well."""
    im = Image.fromarray(a)
    return im.resize((W // 4, H // 4), Image.BILINEAR).resize((W, H), Image.BICUBIC)


def path(name):
    return os.path.join(here, name)


def save(name, im, **how):
    im.save(path(name), **how)


def want(name, im=None):
    im = im or Image.open(path(name))
    if im.mode == "CMYK":
        im = im.convert("RGB")
    im.save(path(name + ".png"), optimize=True)


def bilevel(name, compression, photometric=0, **tags):
    """libtiff through Pillow. Bits are 1 for white in Pillow."""
    im = Image.fromarray(~ink())
    info = {262: photometric, **{int(k[1:]): v for k, v in tags.items()}}
    save(name, im, compression=compression, tiffinfo=info, dpi=(204, 98))


def jpegs():
    rgb, g = smooth(colour()), Image.fromarray(grey())
    save("grey.jpg", g, quality=90, dpi=(150, 150))
    save("444.jpg", rgb, quality=92, subsampling=0)
    save("422.jpg", rgb, quality=92, subsampling=1)
    save("420.jpg", rgb, quality=92, subsampling=2)
    save("420-sharp.jpg", Image.fromarray(colour()), quality=92, subsampling=2)
    save("progressive.jpg", rgb, quality=92, subsampling=2, progressive=True)
    save("restart.jpg", rgb, quality=92, subsampling=2, restart_marker_blocks=3)
    save("rgb.jpg", rgb, quality=92, subsampling=0, keep_rgb=True)
    four = Image.frombytes("CMYK", (W, H), inks().tobytes())
    save("cmyk.jpg", four, quality=92)
    turned = (255 - inks()).copy()
    data = imagecodecs.jpeg8_encode(turned, level=92, colorspace="CMYK", outcolorspace="YCCK", subsampling="444")
    open(path("ycck.jpg"), "wb").write(data)
    data = imagecodecs.jpeg8_encode(np.asarray(rgb), level=92, subsampling="440")
    open(path("440.jpg"), "wb").write(data)
    data = imagecodecs.jpeg8_encode(np.asarray(rgb), level=92, subsampling="411")
    open(path("411.jpg"), "wb").write(data)
    for name in ["grey", "444", "422", "420", "420-sharp", "rgb", "cmyk", "ycck", "440", "411"]:
        want(name + ".jpg")
    for name in ["progressive", "restart"]:  # the same coefficients
        assert Image.open(path(name + ".jpg")).tobytes() == Image.open(path("420.jpg")).tobytes()


def tiffs():
    bilevel("g3.tif", "group3")
    bilevel("g3-2d.tif", "group3", t292=1)
    bilevel("g3-aligned.tif", "group3", t292=4)
    bilevel("g3-2d-aligned.tif", "group3", t292=5)
    bilevel("huffman.tif", "tiff_ccitt")
    bilevel("g4-white-is-zero.tif", "group4")
    bilevel("g4-black-is-zero.tif", "group4", photometric=1)
    bilevel("g4-lsb.tif", "group4", t266=2)
    bilevel("g4-strips.tif", "group4", t278=9)
    bilevel("packbits-1bit.tif", "packbits", t278=16)
    bilevel("lzw-1bit-black-is-zero.tif", "tiff_lzw", photometric=1)

    g, rgb = grey(), colour()
    im = Image.fromarray(rgb)
    save("lzw-rgb.tif", im, compression="tiff_lzw", tiffinfo={317: 2, 278: 16})
    save("lzw-palette.tif", im.quantize(200), compression="tiff_lzw")
    want("lzw-palette.tif", Image.open(path("lzw-palette.tif")).convert("RGB"))
    save("deflate-grey.tif", Image.fromarray(g), compression="tiff_adobe_deflate", dpi=(300, 150))
    save("cmyk.tif", Image.frombytes("CMYK", (W, H), inks().tobytes()), compression="tiff_lzw")

    def tf(name, a, **how):
        tifffile.imwrite(path(name), a, metadata=None, software=False, **how)

    tf("lzw-16bit-big.tif", g.astype(np.uint16) * 257, compression="lzw", predictor=True, byteorder=">", photometric="minisblack")
    tf("deflate-16bit-rgb.tif", rgb.astype(np.uint16) * 256 + 99, compression="zlib", predictor=True, byteorder="<", photometric="rgb")
    tf("tiled-rgb.tif", rgb, tile=(16, 32), compression="lzw", photometric="rgb")
    tf("planar-rgb.tif", np.moveaxis(rgb, -1, 0), planarconfig="separate", compression="lzw", photometric="rgb", rowsperstrip=10)
    tf("white-is-zero.tif", 255 - g, compression="lzw", photometric="miniswhite")
    big = path("big.tif")
    tifffile.imwrite(big, g[:8, :8], bigtiff=True, metadata=None, software=False)

    with tifffile.TiffWriter(path("pages.tif")) as w:
        w.write(~ink(), photometric="minisblack", compression="zlib", metadata=None, software=False)
        w.write(g, photometric="minisblack", compression="zlib", metadata=None, software=False)
        w.write(g[::4, ::4], photometric="minisblack", compression="zlib", subfiletype=1, metadata=None, software=False)
        w.write(rgb, photometric="rgb", compression="zlib", metadata=None, software=False)

    soft = np.asarray(smooth(rgb))
    save("jpeg-strips.tif", Image.fromarray(soft), compression="jpeg", quality=92, tiffinfo={278: 16})
    tf("jpeg-tiled.tif", soft, tile=(16, 32), compression="jpeg", compressionargs={"level": 92}, photometric="rgb")
    tf("jpeg-grey.tif", np.asarray(smooth(g)), compression="jpeg", compressionargs={"level": 92}, photometric="minisblack", rowsperstrip=16)
    save("jpeg-cmyk.tif", Image.frombytes("CMYK", (W, H), inks().tobytes()), compression="jpeg", quality=92)
    for name in ["jpeg-strips", "jpeg-tiled", "jpeg-grey", "jpeg-cmyk"]:
        want(name + ".tif")


def webps():
    rgb = smooth(colour())
    save("lossy.webp", rgb, quality=92)
    want("lossy.webp")
    save("lossless.webp", Image.fromarray(colour()), lossless=True)
    a = np.dstack([colour(), np.where(ink(), 255, 128).astype(np.uint8)])
    save("alpha.webp", Image.fromarray(a), lossless=True, exact=True)
    exif = Image.Exif()
    exif[274] = 6
    save("turned.webp", Image.fromarray(colour()), lossless=True, exif=exif)
    save("animated.webp", Image.fromarray(colour()), lossless=True, save_all=True,
         append_images=[Image.fromarray(255 - colour())], duration=100)


def gifs():
    im = Image.fromarray(grey())
    save("still.gif", im, interlace=0)
    save("interlaced.gif", im, interlace=1)
    save("animated.gif", im, save_all=True, append_images=[Image.fromarray(255 - grey())], duration=100)


def rle8(a, codes):
    """RLE8 of rows of numbers, bottom up (the BMP kind)."""
    out = bytearray()
    for row in a[::-1]:
        x = 0
        while x < len(row):
            n = 1
            while x + n < len(row) and row[x + n] == row[x] and n < 255:
                n += 1
            plain = 0
            while x + plain < len(row) and plain < 254 and (x + plain + 1 >= len(row) or row[x + plain] != row[x + plain + 1]):
                plain += 1
            if n < 3 and plain >= 3:
                out += bytes([0, plain]) + bytes(row[x:x + plain])
                if plain % 2:
                    out.append(0)
                x += plain
            else:
                out += bytes([n, row[x]])
                x += n
        out += b"\0\0"
    return bytes(out) + b"\0\1"


def bmps():
    g = grey()
    body = rle8(g, 8)
    table = b"".join(bytes([i, i, i, 0]) for i in range(256))
    head = struct.pack("<IiiHHIIiiII", 40, W, H, 1, 8, 1, len(body), 5906, 5906, 256, 0)
    at = 14 + len(head) + len(table)
    open(path("rle8.bmp"), "wb").write(b"BM" + struct.pack("<IHHI", at + len(body), 0, 0, at) + head + table + body)
    Image.open(path("rle8.bmp")).load()
    assert (np.asarray(Image.open(path("rle8.bmp")).convert("L")) == g).all()


if __name__ == "__main__":
    jpegs()
    tiffs()
    webps()
    gifs()
    bmps()
