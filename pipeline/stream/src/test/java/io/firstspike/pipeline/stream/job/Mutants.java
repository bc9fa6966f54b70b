package io.firstspike.pipeline.stream.job;

import io.firstspike.connectors.dataset.Dataset;
import io.firstspike.connectors.topic.TopicNames;
import io.firstspike.engine.stimulus.Image;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Frames and labels that nobody should send, each with what must become of it. The same number
 * always gives the same mutant. All that is valid belongs to the model keys {@code mutants} and
 * {@code default}.
 */
final class Mutants {

  /** What must become of a mutant. */
  enum Fate {
    /** A dead letter. */
    DEAD,
    /** It is odd, but valid: a prediction. */
    ANSWERED,
    /** Chance decides whether it is valid: a dead letter or a prediction. */
    EITHER,
    /** It is nothing that is answered. */
    NOTHING
  }

  /**
   * One mutant.
   *
   * @param name what is wrong with it
   * @param reason what its dead letter must say
   */
  record Mutant(String name, Fate fate, String reason, ProducerRecord<byte[], byte[]> record) {}

  /** How a mutant is made, of a source of chance and an id that no other has. */
  private interface Maker {
    ProducerRecord<byte[], byte[]> make(Random random, String id);
  }

  private record Kind(String name, Fate fate, String reason, Maker maker) {}

  private static final int SIDE = 28;
  private static final byte[] KEY = utf8("mutants");
  private static final long DAY = 86_400_000L;

  private final List<Kind> kinds = new ArrayList<>();
  private final TopicNames topics;
  private final Dataset digits;
  private final long seed;

  /** Those of {@code seed}, made of the 28x28 grey {@code digits}. */
  Mutants(TopicNames topics, Dataset digits, long seed) {
    this.topics = topics;
    this.digits = digits;
    this.seed = seed;
    damagedImages();
    bombs();
    wrongShapes();
    wrongHeaders();
    keysAndTimes();
    labels();
    labelsWithWrongFields();
  }

  int kinds() {
    return kinds.size();
  }

  /** The mutant of number {@code n}: all kinds take turns. */
  Mutant get(int n) {
    Kind kind = kinds.get(n % kinds.size());
    Random random = new Random(seed * 1_000_003 + n);
    return new Mutant(
        kind.name() + " " + n,
        kind.fate(),
        kind.reason(),
        kind.maker().make(random, "mutant-" + seed + "-" + n));
  }

  private void kind(String name, Fate fate, String reason, Maker maker) {
    kinds.add(new Kind(name, fate, reason, maker));
  }

  private void damagedImages() {
    kind("truncated PNG", Fate.DEAD, "damaged", (r, id) -> encoded(id, cut(image("PNG", r), r)));
    kind("truncated JPEG", Fate.DEAD, "damaged", (r, id) -> encoded(id, cut(image("JPEG", r), r)));
    kind("truncated BMP", Fate.DEAD, "damaged", (r, id) -> encoded(id, cut(image("BMP", r), r)));
    kind("changed PNG", Fate.DEAD, "", (r, id) -> encoded(id, changed(image("PNG", r), r)));
    kind("changed JPEG", Fate.EITHER, "", (r, id) -> encoded(id, changed(image("JPEG", r), r)));
    kind("changed BMP", Fate.EITHER, "", (r, id) -> encoded(id, changed(image("BMP", r), r)));
    kind("changed header", Fate.EITHER, "", (r, id) -> encoded(id, spoiltHeader(r)));
    kind("noise", Fate.DEAD, "no known format", (r, id) -> encoded(id, noise(r, 'x')));
    kind("PGM and noise", Fate.DEAD, "PGM", (r, id) -> encoded(id, noise(r, 'P', '5')));
    kind("JPEG and noise", Fate.DEAD, "JPEG", (r, id) -> encoded(id, noise(r, 0xff, 0xd8, 0xff)));
    kind("no bytes", Fate.DEAD, "no known format", (r, id) -> encoded(id, new byte[0]));
    kind("no value", Fate.DEAD, "has no value", (r, id) -> encoded(id, null));
    kind("text", Fate.DEAD, "no known format", (r, id) -> encoded(id, utf8("{\"a\": [1,2")));
    kind("a GIF", Fate.DEAD, "no known format", (r, id) -> encoded(id, utf8("GIF89a....")));
  }

  private void bombs() {
    kind(
        "PNG of declared size",
        Fate.DEAD,
        "exceeds the limit of 4194304 pixels",
        (r, id) -> encoded(id, png(2049 + r.nextInt(1 << 30), 2048, 2, null, zeros(1 << 10))));
    kind(
        "PNG of many blank pixels",
        Fate.DEAD,
        "1024x1024 grey",
        (r, id) -> encoded(id, png(1024, 1024, 0, null, zeros(1025 * 1024))));
    kind(
        "PNG with a text that inflates",
        Fate.ANSWERED,
        "",
        (r, id) -> encoded(id, png(SIDE, SIDE, 3, zeros(4 << 20), zeros(29 * 28))));
    kind(
        "PNG with pixels that inflate",
        Fate.ANSWERED,
        "",
        (r, id) -> encoded(id, png(SIDE, SIDE, 0, null, zeros(4 << 20))));
    kind("JPEG of 1,000 scans", Fate.DEAD, "scans", (r, id) -> encoded(id, scans()));
    kind(
        "PGM of declared size",
        Fate.DEAD,
        "exceeds the limit",
        (r, id) -> encoded(id, utf8("P5 " + (3000 + r.nextInt(1 << 20)) + " 3000 255 ")));
    kind(
        "BMP of declared size",
        Fate.DEAD,
        "exceeds the limit",
        (r, id) -> encoded(id, with(image("BMP", r), 18, 0xff, 0xff, 0xff, 0x7f)));
    kind(
        "BMP of declared palette",
        Fate.DEAD,
        "palette",
        (r, id) -> encoded(id, with(image("BMP", r), 46, 0xff, 0xff, 0xff, 0x7f)));
    kind(
        "more headers than anyone needs",
        Fate.ANSWERED,
        "",
        (r, id) -> {
          var record = raw(id, SIDE, SIDE, r);
          for (int i = 0; i < 2000; i++) {
            record.headers().add("h" + i, KEY);
          }
          return record;
        });
  }

  private void wrongShapes() {
    kind("raw of another size", Fate.DEAD, "5x5 grey", (r, id) -> raw(id, "5", "5", "1", 25));
    kind("raw colour", Fate.ANSWERED, "", (r, id) -> raw(id, "28", "28", "3", 2352));
    kind("raw, too few", Fate.DEAD, "needs 784", (r, id) -> raw(id, "28", "28", "1", 783));
    kind("raw, too many", Fate.DEAD, "needs 784", (r, id) -> raw(id, "28", "28", "1", 9000));
    kind("raw, 2 channels", Fate.DEAD, "1 or 3", (r, id) -> raw(id, "28", "14", "2", 784));
    kind("raw, no row", Fate.DEAD, "at least one", (r, id) -> raw(id, "0", "28", "1", 784));
    String huge = "999999999";
    kind("raw, huge", Fate.DEAD, "exceeds the limit", (r, id) -> raw(id, huge, huge, "1", 784));
    kind("raw, deep", Fate.DEAD, "1 or 3", (r, id) -> raw(id, "28", "28", huge, 784));
    String decimal = "decimal number";
    kind("raw, below 0", Fate.DEAD, decimal, (r, id) -> raw(id, "-28", "28", "1", 784));
    kind("raw, fraction", Fate.DEAD, decimal, (r, id) -> raw(id, "28.0", "28", "1", 784));
    kind("raw, overflow", Fate.DEAD, decimal, (r, id) -> raw(id, "4294967324", "28", "1", 784));
    kind("raw, Indic", Fate.DEAD, decimal, (r, id) -> raw(id, "٢٨", "28", "1", 784));
    kind("raw, words", Fate.DEAD, decimal, (r, id) -> raw(id, "many", "28", "1", 784));
  }

  private void wrongHeaders() {
    byte[] bad = {'a', (byte) 0xc3, '('};
    byte[] none = null;
    kind("width missing", Fate.DEAD, "header width", (r, id) -> without(raw(id, r), "width"));
    kind("height null", Fate.DEAD, "header height", (r, id) -> add(raw(id, r), "height", none));
    kind("height bytes", Fate.DEAD, "UTF-8", (r, id) -> add(raw(id, r), "height", bad));
    kind("height again", Fate.DEAD, "needs", (r, id) -> add(raw(id, r), "height", utf8("7")));
    kind("width again", Fate.ANSWERED, "", (r, id) -> add(raw(id, r), "width", utf8("28")));
    kind("id bytes", Fate.DEAD, "UTF-8", (r, id) -> add(raw(id, r), "frame-id", bad));
    kind("id null", Fate.DEAD, "frame-id", (r, id) -> add(raw(id, r), "frame-id", none));
    kind("id empty", Fate.DEAD, "frame-id", (r, id) -> add(raw(id, r), "frame-id", new byte[0]));
    kind("id long", Fate.DEAD, "256", (r, id) -> add(raw(id, r), "frame-id", letters(257)));
    kind("id huge", Fate.DEAD, "256", (r, id) -> add(raw(id, r), "frame-id", letters(1 << 14)));
    kind("id missing", Fate.ANSWERED, "", (r, id) -> without(raw(id, r), "frame-id"));
    kind("label bytes", Fate.DEAD, "UTF-8", (r, id) -> add(raw(id, r), "label", bad));
    kind("label null", Fate.DEAD, "header label", (r, id) -> add(raw(id, r), "label", none));
    kind("label no one has", Fate.DEAD, "unknown", (r, id) -> add(raw(id, r), "label", KEY));
    kind("label huge", Fate.DEAD, "256", (r, id) -> add(raw(id, r), "label", letters(1 << 14)));
    kind("a mark that has a value", Fate.ANSWERED, "", (r, id) -> add(raw(id, r), "mark", none));
    kind("mark", Fate.NOTHING, "", (r, id) -> add(encoded(id, null), "mark", new byte[0]));
  }

  private void keysAndTimes() {
    kind("key missing", Fate.ANSWERED, "", (r, id) -> keyed(null, raw(id, r)));
    kind("key empty", Fate.ANSWERED, "", (r, id) -> keyed(new byte[0], raw(id, r)));
    kind(
        "key bytes",
        Fate.DEAD,
        "model key is not valid UTF-8",
        (r, id) -> keyed(new byte[] {(byte) r.nextInt(128), (byte) 0xff}, raw(id, r)));
    kind("key long", Fate.DEAD, "model key", (r, id) -> keyed(letters(257), raw(id, r)));
    kind("key huge", Fate.DEAD, "model key", (r, id) -> keyed(letters(1 << 16), raw(id, r)));
    String ahead = "ahead of the clock";
    kind("the end of time", Fate.DEAD, ahead, (r, id) -> at(Long.MAX_VALUE, raw(id, r)));
    kind("far ahead", Fate.DEAD, ahead, (r, id) -> at(ahead(r), raw(id, r)));
    kind(
        "mark far ahead",
        Fate.DEAD,
        ahead,
        (r, id) -> at(ahead(r), add(encoded(id, null), "mark", new byte[0])));
    kind(
        "label mark far ahead",
        Fate.DEAD,
        ahead,
        (r, id) -> at(ahead(r), add(label(id, (byte[]) null), "mark", new byte[0])));
    kind("label far ahead", Fate.DEAD, ahead, (r, id) -> at(ahead(r), label(id, good(id))));
    kind("1970", Fate.EITHER, "arrived after time mark", (r, id) -> at(r.nextInt(9), raw(id, r)));
    kind("event time far ahead", Fate.DEAD, ahead, (r, id) -> told(ahead(r) + "", raw(id, r)));
    kind(
        "mark of event time far ahead",
        Fate.DEAD,
        ahead,
        (r, id) -> told(ahead(r) + "", add(encoded(id, null), "mark", new byte[0])));
    String told = "event-time must be milliseconds";
    kind("event time in words", Fate.DEAD, told, (r, id) -> told("noon", raw(id, r)));
    kind("event time before 1970", Fate.DEAD, told, (r, id) -> told("-5", raw(id, r)));
    kind("event time too long", Fate.DEAD, told, (r, id) -> told("9".repeat(19), raw(id, r)));
    kind(
        "mark of no event time",
        Fate.DEAD,
        told,
        (r, id) -> told("", add(encoded(id, null), "mark", new byte[0])));
    kind("label of no event time", Fate.DEAD, told, (r, id) -> told("1e3", label(id, good(id))));
    kind("label of 1970", Fate.DEAD, "", (r, id) -> at(r.nextInt(9), label(id, good(id))));
  }

  private void labels() {
    kind("label of no frame", Fate.DEAD, "no frame with id", (r, id) -> label(id, good(id)));
    kind("label cut", Fate.DEAD, "JSON", (r, id) -> label(id, cut(utf8(good(id)), r)));
    kind("label noise", Fate.DEAD, "label", (r, id) -> label(id, noise(r, '{')));
    kind("label none", Fate.DEAD, "no value", (r, id) -> label(id, (byte[]) null));
    kind("label empty", Fate.DEAD, "JSON", (r, id) -> label(id, ""));
    kind("label list", Fate.DEAD, "JSON object", (r, id) -> label(id, "[" + good(id) + "]"));
    kind("label number", Fate.DEAD, "JSON object", (r, id) -> label(id, "7"));
    kind("label null", Fate.DEAD, "label", (r, id) -> label(id, "null"));
    kind("label twice", Fate.DEAD, "JSON", (r, id) -> label(id, good(id) + good(id)));
    kind("label BOM", Fate.DEAD, "JSON", (r, id) -> label(id, "\ufeff" + good(id)));
    kind("label deep", Fate.DEAD, "JSON", (r, id) -> label(id, "[".repeat(30_000)));
    kind(
        "label deep within",
        Fate.DEAD,
        "JSON",
        (r, id) -> label(id, "{\"x\":" + "[".repeat(5000) + "]".repeat(5000) + "}"));
    kind(
        "label long",
        Fate.DEAD,
        "65536",
        (r, id) -> label(id, good(id) + " ".repeat((1 << 16) + r.nextInt(9999))));
    kind(
        "label bytes within",
        Fate.DEAD,
        "UTF-8",
        (r, id) -> label(id, changedTo(utf8(good(id)), 14, (byte) 0xc0)));
    kind(
        "label key bytes", Fate.DEAD, "model key", (r, id) -> keyed(badKey(), label(id, good(id))));
    kind(
        "label key huge",
        Fate.DEAD,
        "model key",
        (r, id) -> keyed(letters(9999), label(id, good(id))));
  }

  private void labelsWithWrongFields() {
    field("id missing", "frameId", "{\"label\":\"1\"}");
    field("id number", "frameId", "{\"frameId\":1.5,\"label\":\"1\"}");
    field("id null", "frameId", "{\"frameId\":null,\"label\":\"1\"}");
    field("id list", "frameId", "{\"frameId\":[\"%s\"],\"label\":\"1\"}");
    field("id empty", "frameId", "{\"frameId\":\"\",\"label\":\"1\"}");
    field("id long", "frameId", "{\"frameId\":\"" + "i".repeat(257) + "\",\"label\":\"1\"}");
    field("id doubled", "JSON", "{\"frameId\":\"%s\",\"frameId\":\"b\",\"label\":\"1\"}");
    field("id half a pair", "surrogate", "{\"frameId\":\"%s\\ud800\",\"label\":\"1\"}");
    field("missing", "field label", "{\"frameId\":\"%s\"}");
    field("null", "field label", "{\"frameId\":\"%s\",\"label\":null}");
    field("true", "unknown", "{\"frameId\":\"%s\",\"label\":true}");
    field("object", "field label", "{\"frameId\":\"%s\",\"label\":{\"a\":1}}");
    field("unknown", "unknown", "{\"frameId\":\"%s\",\"label\":\"giraffe\"}");
    field("half a pair", "U+DC00", "{\"frameId\":\"%s\",\"label\":\"\\udc00\"}");
    field("number", "no frame", "{\"frameId\":\"%s\",\"label\":7}");
    field("fraction", "unknown", "{\"frameId\":\"%s\",\"label\":7.5}");
    field("whole fraction", "no frame", "{\"frameId\":\"%s\",\"label\":7.0}");
    field("blank", "nothing that can be seen", "{\"frameId\":\"%s\",\"label\":\" \"}");
    field("NaN", "JSON", "{\"frameId\":\"%s\",\"label\":NaN}");
    field("beyond doubles", "10^308", "{\"frameId\":\"%s\",\"label\":1e999999}");
    field("of digits", "JSON", "{\"frameId\":\"%s\",\"label\":" + "9".repeat(5000) + "}");
    field("long", "256", "{\"frameId\":\"%s\",\"label\":\"" + "7".repeat(300) + "\"}");
  }

  private void field(String name, String reason, String json) {
    kind("label " + name, Fate.DEAD, reason, (r, id) -> label(id, json.replace("%s", id)));
  }

  private static String good(String id) {
    return "{\"frameId\":\"" + id + "\",\"label\":\"3\"}";
  }

  private ProducerRecord<byte[], byte[]> label(String id, String json) {
    return label(id, utf8(json));
  }

  private ProducerRecord<byte[], byte[]> label(String id, byte[] value) {
    return add(new ProducerRecord<>(topics.labels(), KEY, value), "id", utf8(id));
  }

  private ProducerRecord<byte[], byte[]> encoded(String id, byte[] value) {
    return add(new ProducerRecord<>(topics.frames(), KEY, value), "frame-id", utf8(id));
  }

  private ProducerRecord<byte[], byte[]> raw(String id, Random random) {
    return raw(id, SIDE, SIDE, random);
  }

  private ProducerRecord<byte[], byte[]> raw(String id, int height, int width, Random random) {
    var record = encoded(id, digit(random).samples());
    add(record, "height", utf8(Integer.toString(height)));
    return add(record, "width", utf8(Integer.toString(width)));
  }

  private ProducerRecord<byte[], byte[]> raw(
      String id, String height, String width, String channels, int bytes) {
    var record = add(encoded(id, new byte[bytes]), "height", utf8(height));
    return add(add(record, "width", utf8(width)), "channels", utf8(channels));
  }

  private static ProducerRecord<byte[], byte[]> add(
      ProducerRecord<byte[], byte[]> record, String header, byte[] value) {
    record.headers().add(header, value);
    return record;
  }

  private static ProducerRecord<byte[], byte[]> without(
      ProducerRecord<byte[], byte[]> record, String header) {
    record.headers().remove(header);
    return record;
  }

  private static ProducerRecord<byte[], byte[]> keyed(
      byte[] key, ProducerRecord<byte[], byte[]> record) {
    return new ProducerRecord<>(
        record.topic(), null, record.timestamp(), key, record.value(), record.headers());
  }

  private static ProducerRecord<byte[], byte[]> at(
      long timestamp, ProducerRecord<byte[], byte[]> record) {
    return new ProducerRecord<>(
        record.topic(), null, timestamp, record.key(), record.value(), record.headers());
  }

  /** The record with an event time of its own. */
  private static ProducerRecord<byte[], byte[]> told(
      String time, ProducerRecord<byte[], byte[]> record) {
    return add(record, "event-time", utf8(time));
  }

  /** From two days to a thousand years from now. */
  private static long ahead(Random random) {
    return System.currentTimeMillis() + 2 * DAY + (long) (random.nextDouble() * 365_000 * DAY);
  }

  private static byte[] badKey() {
    return new byte[] {'k', (byte) 0x80};
  }

  private Image digit(Random random) {
    return digits.image(random.nextInt(digits.size()));
  }

  private byte[] image(String format, Random random) {
    BufferedImage picture = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_BYTE_GRAY);
    picture.getRaster().setDataElements(0, 0, SIDE, SIDE, digit(random).samples());
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ImageWriter writer = ImageIO.getImageWritersByFormatName(format).next();
    try (MemoryCacheImageOutputStream to = new MemoryCacheImageOutputStream(out)) {
      writer.setOutput(to);
      ImageWriteParam how = writer.getDefaultWriteParam();
      if (format.equals("JPEG") && random.nextBoolean()) {
        how.setProgressiveMode(ImageWriteParam.MODE_DEFAULT);
      }
      writer.write(null, new IIOImage(picture, null, null), how);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      writer.dispose();
    }
    return out.toByteArray();
  }

  /** An image of any format with bytes of its header changed to what is most extreme. */
  private byte[] spoiltHeader(Random random) {
    byte[] image = image(List.of("PNG", "JPEG", "BMP").get(random.nextInt(3)), random);
    byte[] extremes = {0, 1, 0x7f, (byte) 0x80, (byte) 0xff};
    for (int i = 0; i < 4; i++) {
      image[2 + random.nextInt(54)] = extremes[random.nextInt(extremes.length)];
    }
    return image;
  }

  private static byte[] scans() {
    ByteArrayOutputStream jpeg = new ByteArrayOutputStream();
    byte[] head = {-1, -40, -1, -62, 0, 11, 8, 8, 0, 8, 0, 1, 1, 0x11, 0};
    jpeg.writeBytes(head);
    for (int i = 0; i < 1000; i++) {
      jpeg.writeBytes(new byte[] {-1, -38, 0, 8, 1, 1, 0, 0, 0, 0});
    }
    jpeg.writeBytes(new byte[] {-1, -39});
    return jpeg.toByteArray();
  }

  /**
   * A PNG of 8-bit samples.
   *
   * @param text what a compressed text holds; null for no text
   */
  private static byte[] png(int width, int height, int colours, byte[] text, byte[] pixels) {
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    png.writeBytes(new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'});
    ByteBuffer header = ByteBuffer.allocate(13).putInt(width).putInt(height);
    chunk(png, "IHDR", header.put((byte) 8).put((byte) colours).array());
    if (colours == 3) {
      chunk(png, "PLTE", new byte[] {9, 9, 9});
    }
    if (text != null) {
      ByteBuffer all = ByteBuffer.allocate(3 + text.length).put((byte) 'k').putShort((short) 0);
      chunk(png, "zTXt", all.put(text).array());
    }
    chunk(png, "IDAT", pixels);
    chunk(png, "IEND", new byte[0]);
    return png.toByteArray();
  }

  private static void chunk(ByteArrayOutputStream png, String type, byte[] data) {
    CRC32 checksum = new CRC32();
    checksum.update(utf8(type));
    checksum.update(data);
    png.writeBytes(ByteBuffer.allocate(4).putInt(data.length).array());
    png.writeBytes(utf8(type));
    png.writeBytes(data);
    png.writeBytes(ByteBuffer.allocate(4).putInt((int) checksum.getValue()).array());
  }

  /** What inflates to {@code length} zeros. */
  private static byte[] zeros(int length) {
    Deflater deflater = new Deflater(Deflater.BEST_SPEED);
    deflater.setInput(new byte[length]);
    deflater.finish();
    byte[] deflated = new byte[64 + length / 100];
    int size = deflater.deflate(deflated);
    if (!deflater.finished()) {
      throw new AssertionError("zeros take more room than expected");
    }
    deflater.end();
    return Arrays.copyOf(deflated, size);
  }

  /** The beginning, with what tells its format. */
  private static byte[] cut(byte[] bytes, Random random) {
    return Arrays.copyOf(bytes, 8 + random.nextInt(bytes.length - 8));
  }

  private static byte[] changed(byte[] bytes, Random random) {
    byte[] changed = bytes.clone();
    changed[random.nextInt(bytes.length)] ^= (byte) (1 + random.nextInt(255));
    return changed;
  }

  private static byte[] changedTo(byte[] bytes, int at, byte value) {
    byte[] changed = bytes.clone();
    changed[at] = value;
    return changed;
  }

  private static byte[] with(byte[] bytes, int at, int... values) {
    for (int i = 0; i < values.length; i++) {
      bytes[at + i] = (byte) values[i];
    }
    return bytes;
  }

  private static byte[] noise(Random random, int... beginning) {
    byte[] noise = new byte[beginning.length + 1 + random.nextInt(2000)];
    random.nextBytes(noise);
    // No digit, space or quotation mark: noise must not make sense by chance.
    noise[beginning.length] = (byte) 0xfe;
    return with(noise, 0, beginning);
  }

  private static byte[] letters(int length) {
    return utf8("i".repeat(length));
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
