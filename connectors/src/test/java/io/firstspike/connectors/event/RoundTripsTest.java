package io.firstspike.connectors.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.firstspike.connectors.MalformedException;
import io.firstspike.connectors.event.format.EventFormat;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Writes events in each format and reads them again. */
class RoundTripsTest {

  @ParameterizedTest
  @EnumSource(EventFormat.class)
  void events_come_back_from_each_format(EventFormat format)
      throws MalformedException, IOException {
    String events = someEvents(20_000, 128, 8_000_000);
    for (Optional<SensorSize> sensor :
        List.of(Optional.of(new SensorSize(128, 128)), Optional.<SensorSize>empty())) {
      byte[] written = written(events, format, sensor);
      assertThat(EventFormat.recognise(written, "x." + format).orElse(format)).isEqualTo(format);
      for (int piece : new int[] {1, 7, 4096}) {
        Recordings.assertSame(Recordings.decoded(format, written, piece), events);
      }
    }
  }

  /** Times with gaps of many roll-overs, and steps back, also over a roll-over. */
  @ParameterizedTest
  @EnumSource(names = {"EVT2", "EVT21", "EVT3", "AEDAT3", "AEDAT4", "CSV"})
  void any_order_of_times_comes_back(EventFormat format) throws MalformedException, IOException {
    Random random = new Random(3);
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < 2_000; i++) {
      long time = random.nextInt(4) == 0 ? random.nextLong(1L << 34) : random.nextInt(1 << 25);
      lines.append(time).append(",3,").append(random.nextInt(2)).append(",1\n");
    }
    byte[] written = written(lines.toString(), format, Optional.empty());
    Recordings.assertSame(Recordings.decoded(format, written, 4096), lines.toString());
  }

  @ParameterizedTest
  @EnumSource(names = {"AEDAT2", "AEDAT3", "EVT2", "EVT21", "EVT3", "DAT", "CSV"})
  void a_recording_of_a_camera_comes_back(EventFormat format)
      throws MalformedException, IOException {
    byte[] recording = Recordings.sample(Recordings.EVT2);
    String events = Recordings.decoded(EventFormat.EVT2, recording, 1 << 16);
    byte[] written = Recordings.converted(EventFormat.EVT2, recording, format, Optional.empty());
    Recordings.assertSame(Recordings.decoded(format, written, 1 << 16), events);
  }

  @Test
  void what_a_format_has_no_room_for_is_refused() {
    assertThatThrownBy(() -> written("1,256,0,0\n", EventFormat.AER40, Optional.empty()))
        .isInstanceOf(MalformedException.class)
        .hasMessage("aer40 has no room for an event at x 256, y 0: x to 255, y to 239");
    assertThatThrownBy(() -> written("1,6,0,9\n", EventFormat.EVT3, Optional.empty()))
        .hasMessage("evt3 has no room for an event of polarity 9: 0 to 1");
    assertThatThrownBy(
            () -> written("1633953690975950,6,0,1\n", EventFormat.EVT3, Optional.empty()))
        .hasMessageContaining("times can be shifted");
  }

  private static String someEvents(int number, int size, int duration) {
    Random random = new Random(2);
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < number; i++) {
      long time = Math.max(0, (long) i * duration / number - random.nextInt(50));
      lines.append(time).append(',').append(random.nextInt(size)).append(',');
      lines.append(random.nextInt(size)).append(',').append(random.nextInt(2)).append('\n');
    }
    return lines.toString();
  }

  private static byte[] written(String lines, EventFormat format, Optional<SensorSize> sensor)
      throws MalformedException, IOException {
    byte[] csv = lines.getBytes(StandardCharsets.US_ASCII);
    return Recordings.converted(EventFormat.CSV, csv, format, sensor);
  }
}
