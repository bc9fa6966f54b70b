package io.firstspike.connectors.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.firstspike.connectors.MalformedException;
import io.firstspike.connectors.event.format.EventFormat;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Hands the state of decoders over to others in the middle of recordings. */
class DecoderStateTest {

  private static final int MUTANTS = 25;
  private static final int CUTS = 40;
  private static final int NOISE = 12_000;
  private static final int MOST_BYTES_WITHOUT_PACKET = 100;

  /** What a recording decodes to, with its counts or the message of its refusal. */
  private record Outcome(byte[] events, EventTally tally, Optional<SensorSize> sensor, String end) {

    void assertEquals(Outcome other) {
      assertThat(tally).isEqualTo(other.tally);
      assertThat(sensor).isEqualTo(other.sensor);
      assertThat(end).isEqualTo(other.end);
      assertThat(Arrays.equals(events, other.events)).as("the same events").isTrue();
    }
  }

  /** Two decoders that take turns, each going on where the other was. */
  private static final class Relay {

    private final CollectedEvents collected = new CollectedEvents();
    private final EventDecoder[] decoders;
    private int turn;

    Relay(EventFormat format) {
      decoders =
          new EventDecoder[] {
            format.decoder(collected, EventLimits.DEFAULT),
            format.decoder(collected, EventLimits.DEFAULT)
          };
    }

    EventDecoder next() throws MalformedException {
      byte[] state = decoders[turn].state();
      turn = 1 - turn;
      decoders[turn].restore(state);
      assertThat(decoders[turn].state()).isEqualTo(state);
      return decoders[turn];
    }

    /** Decodes with a change of decoders at each cut. */
    Outcome run(byte[] bytes, int... cuts) {
      String end = "";
      try {
        int at = 0;
        for (int cut : cuts) {
          decoders[turn].decode(bytes, at, cut);
          next();
          at = cut;
        }
        decoders[turn].decode(bytes, at, bytes.length);
        next().end();
      } catch (MalformedException e) {
        end = e.getMessage();
      }
      EventDecoder last = decoders[turn];
      return new Outcome(collected.bytes(), last.tally(), last.sensor(), end);
    }
  }

  private static Outcome whole(EventFormat format, byte[] bytes) {
    CollectedEvents collected = new CollectedEvents();
    EventDecoder decoder = format.decoder(collected, EventLimits.DEFAULT);
    String end = "";
    try {
      Recordings.feed(decoder, bytes, bytes.length);
    } catch (MalformedException e) {
      end = e.getMessage();
    }
    return new Outcome(collected.bytes(), decoder.tally(), decoder.sensor(), end);
  }

  @ParameterizedTest
  @EnumSource(EventFormat.class)
  void another_decoder_goes_on_at_any_byte(EventFormat format)
      throws IOException, MalformedException {
    byte[] bytes = small(format);
    Outcome expected = whole(format, bytes);
    assertThat(expected.tally.events()).isGreaterThan(100);
    for (int cut = 0; cut <= bytes.length; cut++) {
      new Relay(format).run(bytes, cut).assertEquals(expected);
    }
    int[] all = new int[bytes.length];
    Arrays.setAll(all, i -> i);
    new Relay(format).run(bytes, all).assertEquals(expected);
  }

  /** Flipped bits; half of the recordings end in noise, which most formats refuse. */
  @ParameterizedTest
  @EnumSource(EventFormat.class)
  void damage_is_counted_or_refused_alike(EventFormat format)
      throws IOException, MalformedException {
    Random random = new Random(6);
    byte[] sound = small(format);
    for (int mutant = 0; mutant < MUTANTS; mutant++) {
      byte[] bytes = Arrays.copyOf(sound, sound.length + NOISE * (mutant % 2));
      for (int i = sound.length; i < bytes.length; i++) {
        bytes[i] = (byte) random.nextInt(256);
      }
      for (int i = 0; i < 3; i++) {
        bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
      }
      Outcome expected = whole(format, bytes);
      for (int i = 0; i < CUTS; i++) {
        int[] cuts = random.ints(3, 0, bytes.length).sorted().toArray();
        new Relay(format).run(bytes, cuts).assertEquals(expected);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {Recordings.EVT3, Recordings.EVT2, Recordings.AER40, Recordings.AEDAT4})
  void recordings_of_cameras_may_be_handed_over_anywhere(String name) throws IOException {
    byte[] bytes = Recordings.sample(name);
    handedOver(Recordings.format(bytes, name), bytes, 3_000);
  }

  @ParameterizedTest
  @ValueSource(strings = {"evt3_trigger.raw", "evt2.raw", "davis.aedat4"})
  void whole_recordings_may_be_handed_over_anywhere(String name) throws IOException {
    Path folder = Recordings.wholeOnes().orElse(null);
    Assumptions.assumeTrue(folder != null, "the recordings are not beside this checkout");
    byte[] bytes = Files.readAllBytes(folder.resolve(name));
    handedOver(Recordings.format(bytes, name), bytes, 500);
  }

  private static void handedOver(EventFormat format, byte[] bytes, int cuts) {
    Outcome expected = whole(format, bytes);
    int[] places = new Random(5).ints(cuts, 0, bytes.length).sorted().toArray();
    new Relay(format).run(bytes, places).assertEquals(expected);
  }

  /** Vectors, their base and a high time, each a hand-over apart. */
  @Test
  void vectors_of_evt3_go_on() {
    byte[] head = "% evt 3.0\n% end\n".getBytes(StandardCharsets.US_ASCII);
    int[] words = {
      0x8fff, 0x6ffe, 0x0123, 0x3855, 0x4fff, 0x50aa, 0x8000, 0x4801, 0x1000, 0x3fff, 0x4001,
      0x4001, 0x8fff, 0x2001, 0x8000, 0xa001, 0x2801
    };
    byte[] bytes = Arrays.copyOf(head, head.length + 2 * words.length + 1);
    for (int i = 0; i < words.length; i++) {
      bytes[head.length + 2 * i] = (byte) words[i];
      bytes[head.length + 2 * i + 1] = (byte) (words[i] >> 8);
    }
    Outcome expected = whole(EventFormat.EVT3, bytes);
    assertThat(expected.tally).isEqualTo(new EventTally(21, 3, 1));
    int[] all = new int[bytes.length];
    Arrays.setAll(all, i -> i);
    new Relay(EventFormat.EVT3).run(bytes, all).assertEquals(expected);
  }

  @ParameterizedTest
  @EnumSource(EventFormat.class)
  void a_state_is_small_and_a_damaged_one_refused(EventFormat format)
      throws IOException, MalformedException {
    byte[] bytes = small(format);
    EventDecoder decoder = format.decoder(events -> {}, EventLimits.DEFAULT);
    decoder.decode(bytes, 0, bytes.length);
    byte[] state = decoder.state();
    assertThat(state).hasSizeLessThan(MOST_BYTES_WITHOUT_PACKET);
    for (int bit = 0; bit < 8 * state.length; bit++) {
      byte[] damaged = state.clone();
      damaged[bit / 8] ^= (byte) (1 << bit % 8);
      assertRefused(decoder, damaged);
      assertRefused(decoder, Arrays.copyOf(state, bit / 8));
    }
    EventFormat other = EventFormat.values()[(format.ordinal() + 1) % EventFormat.values().length];
    assertThatThrownBy(() -> other.decoder(e -> {}, EventLimits.DEFAULT).restore(state))
        .isInstanceOf(MalformedException.class)
        .hasMessageEndingWith("it is of " + format + ", not of " + other);
    decoder.restore(state);
    assertThat(decoder.state()).isEqualTo(state);
  }

  private static void assertRefused(EventDecoder decoder, byte[] state) {
    assertThatThrownBy(() -> decoder.restore(state))
        .isInstanceOf(MalformedException.class)
        .hasMessageStartingWith("the state of a decoder of events cannot be read: ");
  }

  /** Bytes with a right check that no decoder has written. */
  @ParameterizedTest
  @EnumSource(EventFormat.class)
  void a_forged_state_is_refused_or_decodes_something(EventFormat format)
      throws IOException, MalformedException {
    byte[] bytes = small(format);
    Random random = new Random(8);
    EventDecoder decoder = format.decoder(events -> {}, EventLimits.DEFAULT);
    byte[] beginning = decoder.state();
    int restored = 0;
    for (int forgery = 0; forgery < 3_000; forgery++) {
      int cut = random.nextInt(bytes.length);
      decoder.restore(beginning);
      decoder.decode(bytes, 0, cut);
      byte[] state = decoder.state();
      int fields = 2 + format.toString().length();
      state[fields + random.nextInt(state.length - Integer.BYTES - fields)] =
          (byte) random.nextInt(256);
      try {
        decoder.restore(checked(state));
        restored++;
        decoder.decode(bytes, cut, bytes.length);
        decoder.end();
      } catch (MalformedException e) {
        assertThat(e).hasMessageMatching("(?s).+");
      }
    }
    assertThat(restored).isPositive();
  }

  private static byte[] checked(byte[] state) {
    CRC32 crc = new CRC32();
    crc.update(state, 0, state.length - Integer.BYTES);
    ByteBuffer.wrap(state).putInt(state.length - Integer.BYTES, (int) crc.getValue());
    return state;
  }

  /** A recording of a few kilobytes, whose header is not missing. */
  private static byte[] small(EventFormat format) throws IOException, MalformedException {
    byte[] digit = Arrays.copyOf(Recordings.sample(Recordings.AER40), 5 * 150);
    return format == EventFormat.AER40
        ? Arrays.copyOf(digit, digit.length - 2)
        : Recordings.converted(
            EventFormat.AER40, digit, format, Optional.of(new SensorSize(34, 34)));
  }
}
