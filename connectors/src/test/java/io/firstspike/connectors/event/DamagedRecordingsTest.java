package io.firstspike.connectors.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.firstspike.connectors.MalformedException;
import io.firstspike.connectors.event.format.EventFormat;
import java.io.IOException;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Flips single bits of recordings. */
class DamagedRecordingsTest {

  private static final int MUTANTS = 700;

  /** A changed bit makes fewer, other or more events, but never more than the bytes hold. */
  @ParameterizedTest
  @EnumSource(EventFormat.class)
  void one_flipped_bit_is_counted_or_refused(EventFormat format)
      throws IOException, MalformedException {
    byte[] sound = recording(format);
    Random random = new Random(4);
    for (int mutant = 0; mutant < MUTANTS; mutant++) {
      byte[] bytes = sound.clone();
      // Half of the bits in the header, whose bytes matter most.
      int within = mutant % 2 == 0 ? Math.min(3_500, bytes.length) : bytes.length;
      int bit = random.nextInt(8 * within);
      bytes[bit / 8] ^= (byte) (1 << bit % 8);
      EventDecoder decoder = format.decoder(events -> {}, EventLimits.DEFAULT);
      try {
        Recordings.feed(decoder, bytes, 4096);
      } catch (MalformedException e) {
        assertThat(e).hasMessageMatching("(?s).+");
      }
      assertThat(decoder.tally().events()).isLessThan(12L * bytes.length);
    }
  }

  private static byte[] recording(EventFormat format) throws IOException, MalformedException {
    return switch (format) {
      case EVT2 -> Recordings.sample(Recordings.EVT2);
      case EVT3 -> Recordings.sample(Recordings.EVT3);
      case AER40 -> Recordings.sample(Recordings.AER40);
      case AEDAT4 -> Recordings.sample(Recordings.AEDAT4);
      default ->
          Recordings.converted(
              EventFormat.AER40, Recordings.sample(Recordings.AER40), format, Optional.empty());
    };
  }
}
