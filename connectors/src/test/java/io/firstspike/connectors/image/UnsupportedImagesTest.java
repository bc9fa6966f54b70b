package io.firstspike.connectors.image;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.firstspike.connectors.MalformedException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Sound files of kinds that are not read, and files that are no images: messages name their kinds.
 */
class UnsupportedImagesTest {

  private static final String BASE64 = "it is Base64 text of a %s: send the bytes themselves";

  @ParameterizedTest
  @CsvSource({
    "c0, 8, 4, 'CMYK JPEG is not supported: convert it to RGB or grey'",
    "c2, 8, 4, 'CMYK JPEG is not supported: convert it to RGB or grey'",
    "c0, 8, 2, 'JPEG of 2 components is not supported: convert it to RGB or grey'",
    "c1, 12, 3, '12-bit JPEG is not supported: save it with 8 bits a sample, or as PNG'",
    "c3, 16, 1, 'lossless JPEG is not supported: save it as PNG'",
    "f7, 8, 1, 'lossless JPEG is not supported: save it as PNG'",
    "c5, 8, 3, 'hierarchical JPEG is not supported: save it as a plain JPEG, or as PNG'",
    "c9, 8, 3, 'JPEG with arithmetic coding is not supported: save it as a plain JPEG, or as PNG'",
    "ca, 8, 3, 'JPEG with arithmetic coding is not supported: save it as a plain JPEG, or as PNG'",
    "c0, 7, 3, 'the JPEG image is damaged: it has 3 components of 7 bits'"
  })
  void kindsOfJpegAreNamed(String marker, int bits, int components, String reason) {
    assertThat(refusal(jpeg(Integer.parseInt(marker, 16), bits, components))).isEqualTo(reason);
  }

  @ParameterizedTest
  @CsvSource({
    "64, 8, 0, 'OS/2 2 BMP is not supported: save it as a Windows BMP or as PNG'",
    "64, 24, 4, 'OS/2 2 BMP is not supported: save it as a Windows BMP or as PNG'",
    "16, 8, 0, 'OS/2 2 BMP is not supported: save it as a Windows BMP or as PNG'",
    "40, 0, 4, 'a BMP with a JPEG or PNG inside is not supported: send what is inside'",
    "40, 0, 5, 'a BMP with a JPEG or PNG inside is not supported: send what is inside'",
    "40, 32, 11, 'CMYK BMP is not supported: convert it to RGB or grey'",
    "40, 32, 6, 'BMP of 32 bits with compression 6 is not supported: save it as PNG'",
    "40, 64, 0, 'BMP of 64 bits with compression 0 is not supported: save it as PNG'",
    "40, 24, 77, 'the BMP image is damaged: its compression is 77'",
    "17, 24, 0, 'the BMP image is damaged: its header has 17 bytes'",
    "66, 24, 0, 'the BMP image is damaged: its header has 66 bytes'"
  })
  void kindsOfBmpAreNamed(int header, int bits, int compression, String reason) {
    ByteBuffer bmp = ByteBuffer.allocate(200).order(ByteOrder.LITTLE_ENDIAN);
    bmp.put((byte) 'B').put((byte) 'M').putInt(200).putInt(0).putInt(100);
    bmp.putInt(header).putInt(2).putInt(2).putShort((short) 1).putShort((short) bits);
    bmp.putInt(compression);

    assertThat(refusal(bmp.array())).isEqualTo(reason);
  }

  @ParameterizedTest
  @CsvSource({
    "'RIFF\t\0\0\0WEBPVP8 ', it is WebP: convert it to PNG",
    "'GIF89a', it is GIF: convert it to PNG",
    "'II*\0\b\0\0\0', it is TIFF: convert it to PNG",
    "'MM\0*\0\0\0\b', it is TIFF: convert it to PNG",
    "'\0\0\0\u0018ftypheic', it is HEIC: convert it to PNG",
    "'\0\0\0\u001cftypavif', it is AVIF: convert it to PNG",
    "'\u0093NUMPY\1\0v\0', 'it is a NumPy array (.npy): send its samples with headers'",
    "'%PDF-1.7', it is a PDF document: draw the page as PNG",
    "'PK\3\4\n\0', it is a ZIP archive: unpack it",
    "'\u001f\u008b\b\0', it is gzip: unpack it",
    "'P6 1 1 255 abc', 'it is PPM (P6): convert it to PNG, JPEG, BMP or PGM (P2, P5)'",
    "'P3 1 1 255 1 2 3', it is PPM (P3): convert it to PNG",
    "'P4 8 1 a', it is PBM (P4): convert it to PNG",
    "'P7\nWIDTH 1', it is PAM (P7): convert it to PNG",
    "'<svg xmlns=\"\">', it is SVG: draw it as PNG",
    "'<?xml version=\"1.0\"?>\n<svg>', it is SVG: draw it as PNG",
    "'<!DOCTYPE html>', it is a web page (HTML): fetch the image itself",
    "'{\"image\": 3}', it is JSON text: send the bytes of the image themselves",
    "'', it has no bytes: send PNG"
  })
  void otherFormatsAreNamedByTheirFirstBytes(String bytes, String reason) {
    assertThat(refusal(bytes.getBytes(ISO_8859_1)))
        .startsWith("the image is of no known format; " + reason)
        .hasLineCount(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"PNG", "JPEG", "BMP"})
  void textOfAnImageIsTakenForWhatItIs(String format) throws IOException {
    byte[] image = Pictures.encoded(format);
    String text = Base64.getEncoder().encodeToString(image);
    String expected = String.format(BASE64, format);

    for (String sent :
        new String[] {
          text,
          "\n" + Base64.getMimeEncoder().encodeToString(image),
          Base64.getUrlEncoder().encodeToString(image),
          '"' + text + '"',
          "b'" + text + "'",
          "data:image/png;base64," + text
        }) {
      assertThat(refusal(sent)).endsWith("; " + expected);
    }
    for (String sent :
        new String[] {
          "{\"id\": 7, \"image\": \"" + text + "\"}",
          "[\"" + text.replace("/", "\\/") + "\"]",
          "{\"url\":\"data:image/png;base64," + text + "\"}"
        }) {
      assertThat(refusal(sent)).endsWith("; " + expected.replace("is ", "is JSON around "));
    }
    assertThat(refusal(HexFormat.of().formatHex(image)))
        .endsWith("it is hexadecimal text of a " + format + ": send the bytes themselves");
  }

  @Test
  void anImageWithinAWrappingIsFound() throws IOException {
    ByteArrayOutputStream record = new ByteArrayOutputStream();
    record.writeBytes(new byte[] {0, 0, 0, 0, 9, 2});
    record.writeBytes(Pictures.encoded("PNG"));

    assertThat(refusal(record.toByteArray()))
        .endsWith("a PNG begins at its byte 6: send the image without what is around it");
  }

  @ParameterizedTest
  @ValueSource(strings = {"P", "plain text\r\n", "SGVsbG8gd29ybGQ=", "48656c6c6f"})
  void textIsCalledText(String bytes) {
    assertThat(refusal(bytes)).contains("it is plain text: send PNG, JPEG, BMP or PGM");
  }

  @ParameterizedTest
  @ValueSource(strings = {"\0\0\0\0", "text\u0001", "gr\u00fcn"})
  void whatCannotBeToldIsToldWhatIsKnown(String bytes) {
    assertThat(refusal(bytes))
        .isEqualTo(
            "the image is of no known format: send PNG, JPEG, BMP or PGM (P2, P5), or raw samples"
                + " with the headers height and width");
  }

  private static String refusal(String bytes) {
    return refusal(bytes.getBytes(ISO_8859_1));
  }

  private static String refusal(byte[] bytes) {
    return catchThrowableOfType(
            MalformedException.class, () -> ImageDecoder.decode(bytes, ImageLimits.DEFAULT))
        .getMessage();
  }

  /** A frame header of 2x2 pixels and nothing else. */
  private static byte[] jpeg(int marker, int bits, int components) {
    ByteBuffer jpeg = ByteBuffer.allocate(2 + 2 + 8 + 3 * components + 2);
    jpeg.putShort((short) 0xffd8).put((byte) 0xff).put((byte) marker);
    jpeg.putShort((short) (8 + 3 * components)).put((byte) bits);
    jpeg.putShort((short) 2).putShort((short) 2).put((byte) components);
    return jpeg.putShort(jpeg.capacity() - 2, (short) 0xffd9).array();
  }
}
