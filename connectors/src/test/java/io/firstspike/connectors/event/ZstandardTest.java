package io.firstspike.connectors.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdOutputStream;
import io.firstspike.connectors.MalformedException;
import io.firstspike.connectors.event.format.EventFormat;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import net.jpountz.lz4.LZ4FrameInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Decodes AEDAT 4 whose packets are packed with Zstandard. */
class ZstandardTest {

  private static final int LZ4 = 1;

  /** The same recording, its packets packed anew and the header saying so. */
  private static byte[] repacked(byte kind, boolean checked)
      throws IOException, MalformedException {
    byte[] recording =
        Recordings.converted(
            EventFormat.EVT2,
            Recordings.sample(Recordings.EVT2),
            EventFormat.AEDAT4,
            Optional.of(new SensorSize(720, 1280)));
    ByteBuffer in = ByteBuffer.wrap(recording).order(ByteOrder.LITTLE_ENDIAN);
    int packets = 14 + Integer.BYTES + in.getInt(14);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(recording, 0, placeOfKind(in));
    out.write(kind);
    out.write(recording, placeOfKind(in) + 1, packets - placeOfKind(in) - 1);
    in.position(packets);
    while (in.hasRemaining()) {
      int stream = in.getInt();
      byte[] packet = new byte[in.getInt()];
      in.get(packet);
      byte[] table = new LZ4FrameInputStream(new ByteArrayInputStream(packet)).readAllBytes();
      ByteArrayOutputStream packed = new ByteArrayOutputStream();
      try (ZstdOutputStream zstd = new ZstdOutputStream(packed, Zstd.defaultCompressionLevel())) {
        zstd.setChecksum(checked);
        zstd.write(table);
      }
      out.write(
          ByteBuffer.allocate(8)
              .order(ByteOrder.LITTLE_ENDIAN)
              .putInt(stream)
              .putInt(packed.size())
              .array());
      packed.writeTo(out);
    }
    return out.toByteArray();
  }

  /** The place of the number that says how packets are packed: the header's first field. */
  private static int placeOfKind(ByteBuffer in) {
    int begin = 14 + Integer.BYTES;
    int table = begin + in.getInt(begin);
    int fields = table - in.getInt(table);
    int place = table + in.getShort(fields + 4);
    assertThat(in.getInt(place)).isEqualTo(LZ4);
    return place;
  }

  @ParameterizedTest
  @ValueSource(bytes = {3, 4})
  void packets_are_unpacked(byte kind) throws IOException, MalformedException {
    String expected =
        Recordings.decoded(EventFormat.EVT2, Recordings.sample(Recordings.EVT2), 4096);
    for (boolean checked : new boolean[] {false, true}) {
      byte[] bytes = repacked(kind, checked);
      for (int piece : new int[] {1, 7, 4096, bytes.length}) {
        Recordings.assertSame(Recordings.decoded(EventFormat.AEDAT4, bytes, piece), expected);
      }
    }
  }

  @Test
  void a_damaged_packet_is_counted_and_left_out() throws IOException, MalformedException {
    byte[] bytes = repacked((byte) 3, true);
    byte[] sound = collected(bytes);
    Random random = new Random(2);
    int counted = 0;
    for (int mutant = 0; mutant < 1_000; mutant++) {
      byte[] damaged = bytes.clone();
      // Within the last packet's bytes.
      int bit = 8 * (bytes.length - 2_000) + random.nextInt(8 * 2_000);
      damaged[bit / 8] ^= (byte) (1 << bit % 8);
      EventDecoder decoder = EventFormat.AEDAT4.decoder(events -> {}, EventLimits.DEFAULT);
      Recordings.feed(decoder, damaged, 4096);
      if (decoder.tally().damaged() == 1) {
        assertThat(decoder.tally().events()).isLessThan(sound.length / 13);
        counted++;
      } else {
        assertThat(Arrays.equals(collected(damaged), sound)).as("the same events").isTrue();
      }
    }
    assertThat(counted).isGreaterThan(900);
  }

  private static byte[] collected(byte[] bytes) throws MalformedException {
    CollectedEvents events = new CollectedEvents();
    EventDecoder decoder = EventFormat.AEDAT4.decoder(events, EventLimits.DEFAULT);
    Recordings.feed(decoder, bytes, bytes.length);
    assertThat(decoder.tally().damaged()).isZero();
    return events.bytes();
  }

  /** 256 MiB of zeros in some kilobytes are not unpacked beyond the limit. */
  @Test
  void what_unpacks_to_more_than_the_limit_is_counted() throws IOException, MalformedException {
    byte[] bytes = repacked((byte) 3, false);
    int packets =
        14 + Integer.BYTES + ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getInt(14);
    byte[] bomb = Zstd.compress(new byte[256 << 20]);
    ByteBuffer all = ByteBuffer.allocate(packets + 8 + bomb.length).order(ByteOrder.LITTLE_ENDIAN);
    all.put(bytes, 0, packets).putInt(0).putInt(bomb.length).put(bomb);
    EventDecoder decoder =
        EventFormat.AEDAT4.decoder(events -> {}, new EventLimits(1 << 20, 1 << 20));
    Recordings.feed(decoder, all.array(), 4096);
    assertThat(decoder.tally()).isEqualTo(new EventTally(0, 1, 0));
    EventDecoder small =
        EventFormat.AEDAT4.decoder(events -> {}, new EventLimits(1 << 20, 1 << 10));
    assertThatThrownBy(() -> Recordings.feed(small, bytes, 4096))
        .hasMessageContaining("more than the limit of 1024");
  }
}
