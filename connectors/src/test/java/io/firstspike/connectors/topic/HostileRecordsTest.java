package io.firstspike.connectors.topic;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.firstspike.connectors.MalformedException;
import io.firstspike.connectors.image.ImageLimits;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.lifecycle.BeforeContainer;

/** Random records: each is a frame or label, or malformed, and takes little memory. */
class HostileRecordsTest {

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private static final FrameFormat FRAMES = new FrameFormat(new ImageLimits(1 << 16, 1 << 12));
  private static final String[] HEADERS = {
    "height", "width", "channels", "frame-id", "label", "mark", ""
  };
  private static final String[] PIECES = {
    "{",
    "}",
    "[",
    "]",
    ":",
    ",",
    "\"frameId\"",
    "\"label\"",
    "\"",
    "null",
    "1e9",
    "-",
    "7",
    "true",
    "\\u",
    "\\ud800",
    " ",
    "\u0000",
    "é",
    "NaN",
    "\"a\":{\"b\":[1,2,[]]}"
  };

  /** The bytes that decoding allocates for any record: exceptions, buffers of the parser. */
  private static final long CONSTANT = 512 << 10;

  /**
   * An upper bound of the bytes allocated per byte of a record: more than a tree of empty lists
   * takes.
   */
  private static final long BYTES_A_BYTE = 100;

  private interface Decoder {
    Object decode(Received received) throws MalformedException, IOException;
  }

  @BeforeContainer
  static void load() {
    for (int seed = 0; seed < 100; seed++) {
      outcome(FRAMES::decode, frame(new Random(seed)));
      outcome(LabelFormat::decode, label(new Random(seed)));
    }
  }

  @Property(tries = 3000, seed = "1")
  void aFrameOfChanceIsAFrameOrMalformed(@ForAll long seed) {
    Received received = frame(new Random(seed));
    long before = THREADS.getCurrentThreadAllocatedBytes();
    String outcome = outcome(FRAMES::decode, received);
    long allocated = THREADS.getCurrentThreadAllocatedBytes() - before;

    assertThat(outcome).isIn("frame", "image", "decoded");
    assertThat(allocated).isLessThan(CONSTANT + 4L * size(received) + (1 << 12) * 11L);
  }

  @Property(tries = 3000, seed = "1")
  void aLabelOfChanceIsALabelOrMalformed(@ForAll long seed) {
    Received received = label(new Random(seed));
    long before = THREADS.getCurrentThreadAllocatedBytes();
    String outcome = outcome(LabelFormat::decode, received);
    long allocated = THREADS.getCurrentThreadAllocatedBytes() - before;

    assertThat(outcome).isIn("label", "decoded");
    assertThat(allocated).isLessThan(CONSTANT + BYTES_A_BYTE * size(received));
  }

  private static String outcome(Decoder decoder, Received received) {
    try {
      assertThat(decoder.decode(received)).isNotNull();
      return "decoded";
    } catch (MalformedException e) {
      assertThat(e.getMessage()).isNotBlank();
      return e.where();
    } catch (IOException e) {
      throw new UncheckedIOException("no store was asked", e);
    }
  }

  private static long size(Received received) {
    return received.value() == null ? 0 : received.value().length;
  }

  private static Received frame(Random random) {
    List<Header> headers = new ArrayList<>();
    int count = random.nextInt(6);
    for (int i = 0; i < count; i++) {
      headers.add(new Header(HEADERS[random.nextInt(HEADERS.length)], headerValue(random)));
    }
    byte[] value = random.nextInt(8) == 0 ? null : bytes(random, 100);
    byte[] key = random.nextBoolean() ? null : bytes(random, 900);
    return new Received(new Origin("frames", 0, 1, random.nextLong()), key, value, headers);
  }

  private static byte[] headerValue(Random random) {
    return switch (random.nextInt(4)) {
      case 0 -> null;
      case 1 -> bytes(random, 2000);
      case 2 -> Integer.toString(random.nextInt()).getBytes(UTF_8);
      default -> Integer.toString(random.nextInt(12)).getBytes(UTF_8);
    };
  }

  private static Received label(Random random) {
    StringBuilder json = new StringBuilder(random.nextBoolean() ? "{" : "");
    int pieces = random.nextInt(random.nextInt(10) == 0 ? 30_000 : 40);
    boolean same = random.nextInt(10) == 0;
    int piece = random.nextInt(PIECES.length);
    for (int i = 0; i < pieces; i++) {
      json.append(PIECES[same ? piece : random.nextInt(PIECES.length)]);
    }
    byte[] value = random.nextInt(20) == 0 ? null : json.toString().getBytes(UTF_8);
    if (random.nextInt(5) == 0) {
      value =
          ("{\"frameId\":\"f\",\"label\":\"3\",\"x\":[" + "[],".repeat(pieces) + "[]]}")
              .getBytes(UTF_8);
    }
    return new Received(new Origin("labels", 0, 1, random.nextLong()), null, value, List.of());
  }

  private static byte[] bytes(Random random, int most) {
    byte[] bytes = new byte[random.nextInt(most + 1)];
    random.nextBytes(bytes);
    return bytes;
  }
}
