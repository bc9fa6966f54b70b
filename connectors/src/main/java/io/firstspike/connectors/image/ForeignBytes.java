package io.firstspike.connectors.image;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Recognises, by the first bytes, data that people send instead of an image of a known format, and
 * names the remedy. Reads at most the first 4 KiB.
 */
final class ForeignBytes {

  private static final int LOOKED_AT = 4096;

  /**
   * The number of leading bytes, such as a serialiser's header, behind which an image is searched.
   */
  private static final int WRAPPING = 64;

  private static final int TEXT_SAMPLE = 64;

  private static final String CONVERT = "convert it to " + ImageDecoder.KNOWN;
  private static final String UNPACK = "unpack it and send each image by itself";

  /** The first bytes of a format, known or foreign; {@code '?'} stands for any byte. */
  private record Signature(String name, String bytes, String remedy) {

    boolean begins(String text) {
      if (text.length() < bytes.length()) {
        return false;
      }
      for (int i = 0; i < bytes.length(); i++) {
        if (bytes.charAt(i) != '?' && bytes.charAt(i) != text.charAt(i)) {
          return false;
        }
      }
      return true;
    }
  }

  private static final List<Signature> KNOWN =
      List.of(
          new Signature("PNG", "\u0089PNG\r\n\u001a\n", ""),
          new Signature("JPEG", "\u00ff\u00d8\u00ff", ""),
          new Signature("BMP", "BM????\0\0\0\0", ""));

  private static final List<Signature> OTHERS =
      List.of(
          new Signature("WebP", "RIFF????WEBP", CONVERT),
          new Signature("a RIFF file (AVI, WAV)", "RIFF", "send single images"),
          new Signature("GIF", "GIF8", CONVERT),
          new Signature("TIFF", "II*\0", CONVERT),
          new Signature("TIFF", "MM\0*", CONVERT),
          new Signature("BigTIFF", "II+\0", CONVERT),
          new Signature("BigTIFF", "MM\0+", CONVERT),
          new Signature("AVIF", "????ftypavi", CONVERT),
          new Signature("HEIC", "????ftyphe", CONVERT),
          new Signature("HEIC", "????ftypmif1", CONVERT),
          new Signature("HEIC", "????ftypmsf1", CONVERT),
          new Signature("a video (MP4)", "????ftyp", "send single images"),
          new Signature("JPEG 2000", "\0\0\0\fjP  ", CONVERT),
          new Signature("JPEG 2000", "\u00ffO\u00ffQ", CONVERT),
          new Signature("JPEG XL", "\0\0\0\fJXL ", CONVERT),
          new Signature("JPEG XL", "\u00ff\n", CONVERT),
          new Signature("an icon (ICO)", "\0\0\1\0", CONVERT),
          new Signature("QOI", "qoif", CONVERT),
          new Signature("a Photoshop file", "8BPS", CONVERT),
          new Signature("OpenEXR", "v/1\1", CONVERT),
          new Signature("PBM (P1)", "P1", CONVERT),
          new Signature("PPM (P3)", "P3", CONVERT),
          new Signature("PBM (P4)", "P4", CONVERT),
          new Signature("PPM (P6)", "P6", CONVERT),
          new Signature("PAM (P7)", "P7", CONVERT),
          new Signature("PFM", "PF\n", CONVERT),
          new Signature("PFM", "Pf\n", CONVERT),
          new Signature(
              "a NumPy array (.npy)",
              "\u0093NUMPY",
              "send its samples with headers, or a PNG of it"),
          new Signature("an IDX file", "\0\0\b\3", "send single images, as replay does"),
          new Signature("a PDF document", "%PDF", "draw the page as PNG"),
          new Signature("a ZIP archive", "PK\3\4", UNPACK),
          new Signature("gzip", "\u001f\u008b", UNPACK),
          new Signature("zstd", "(\u00b5/\u00fd", UNPACK),
          new Signature("bzip2", "BZh", UNPACK),
          new Signature("xz", "\u00fd7zXZ\0", UNPACK),
          new Signature("a Python pickle", "\u0080\2", "send the bytes of the image"),
          new Signature("a Python pickle", "\u0080\3", "send the bytes of the image"),
          new Signature("a Python pickle", "\u0080\4", "send the bytes of the image"),
          new Signature("a Python pickle", "\u0080\5", "send the bytes of the image"),
          new Signature("Parquet", "PAR1", UNPACK),
          new Signature(
              "a Git LFS pointer", "version https://git-lfs", "fetch the image with git lfs pull"));

  private static final Pattern DATA_URL = Pattern.compile("^[\"']?data:[^,]{0,100};base64,");
  private static final Pattern JSON_BASE64 =
      Pattern.compile("\"(?:data:[^,\"]{0,100};base64,)?([A-Za-z0-9+/\\\\_-]{16,128})");

  private ForeignBytes() {}

  /**
   * The kind of data that {@code bytes} are, with the remedy and without a full stop; empty if it
   * is unknown.
   */
  static Optional<String> hint(byte[] bytes) {
    String text = new String(bytes, 0, Math.min(bytes.length, LOOKED_AT), ISO_8859_1);
    if (text.isEmpty()) {
      return Optional.of("it has no bytes: send " + ImageDecoder.KNOWN);
    }
    return name(OTHERS, text)
        .map(found -> "it is " + found.name() + ": " + found.remedy())
        .or(() -> wrapped(text))
        .or(() -> markup(text.strip()))
        .or(() -> encoded(text.strip()))
        .or(() -> plain(text));
  }

  private static Optional<Signature> name(List<Signature> signatures, String text) {
    return signatures.stream().filter(signature -> signature.begins(text)).findFirst();
  }

  private static Optional<String> wrapped(String text) {
    for (int at = 1; at < Math.min(WRAPPING, text.length()); at++) {
      Optional<Signature> found = name(KNOWN, text.substring(at));
      if (found.isPresent()) {
        return Optional.of(
            "a "
                + found.get().name()
                + " begins at its byte "
                + at
                + ": send the image without what is around it");
      }
    }
    return Optional.empty();
  }

  private static Optional<String> markup(String text) {
    String lower = text.toLowerCase(Locale.ROOT);
    if (lower.startsWith("<svg") || lower.startsWith("<?xml") && lower.contains("<svg")) {
      return Optional.of("it is SVG: draw it as PNG");
    }
    if (lower.startsWith("<!doctype html") || lower.startsWith("<html")) {
      return Optional.of("it is a web page (HTML): fetch the image itself");
    }
    if (lower.startsWith("<?xml")) {
      return Optional.of("it is XML text: send the bytes of the image");
    }
    return text.startsWith("{") || text.startsWith("[")
        ? Optional.of(json(text))
        : Optional.empty();
  }

  private static String json(String text) {
    Matcher value = JSON_BASE64.matcher(text);
    while (value.find()) {
      Optional<String> inside = base64(value.group(1).replace("\\", ""));
      if (inside.isPresent()) {
        return "it is JSON around Base64 text of " + inside.get() + ": send the bytes themselves";
      }
    }
    return "it is JSON text: send the bytes of the image themselves";
  }

  private static Optional<String> plain(String text) {
    boolean readable = text.chars().allMatch(c -> c >= ' ' && c < 127 || Character.isWhitespace(c));
    return readable
        ? Optional.of("it is plain text: send " + ImageDecoder.KNOWN)
        : Optional.empty();
  }

  private static Optional<String> encoded(String text) {
    String content = DATA_URL.matcher(text).replaceFirst("");
    String bare = content.replaceFirst("^(?:b?['\"])", "");
    return base64(bare)
        .map(inside -> "it is Base64 text of " + inside + ": send the bytes themselves")
        .or(
            () ->
                hexadecimal(bare)
                    .map(i -> "it is hexadecimal text of " + i + ": send the bytes themselves"));
  }

  private static Optional<String> base64(String text) {
    String sample = text.substring(0, Math.min(text.length(), TEXT_SAMPLE));
    String plain = sample.replace('-', '+').replace('_', '/').replaceAll("[\r\n]", "");
    String whole = plain.substring(0, plain.length() & ~3);
    try {
      return image(Base64.getDecoder().decode(whole));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static Optional<String> hexadecimal(String text) {
    String bare = text.startsWith("0x") || text.startsWith("\\x") ? text.substring(2) : text;
    String sample = bare.substring(0, Math.min(bare.length(), TEXT_SAMPLE) & ~1);
    try {
      return image(HexFormat.of().parseHex(sample));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static Optional<String> image(byte[] decoded) {
    String text = new String(decoded, ISO_8859_1);
    return name(KNOWN, text)
        .map(known -> "a " + known.name())
        .or(() -> name(OTHERS, text).map(Signature::name));
  }
}
