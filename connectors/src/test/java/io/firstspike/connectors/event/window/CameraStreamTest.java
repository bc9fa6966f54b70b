package io.firstspike.connectors.event.window;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.firstspike.connectors.MalformedException;
import io.firstspike.connectors.event.EventLimits;
import io.firstspike.connectors.event.SensorSize;
import io.firstspike.connectors.event.format.EventFormat;
import io.firstspike.engine.spec.EventsSpec;
import io.firstspike.engine.spec.InputSpec;
import io.firstspike.engine.spec.InputSpec.Channels;
import io.firstspike.engine.spec.InputSpec.Misfit;
import io.firstspike.engine.spec.NetworkSpec;
import io.firstspike.engine.stimulus.EventWindow;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CameraStreamTest {

  /** A tenth of each side of whatever sensor, windows of 2 ms that overlap by half. */
  private static final NetworkSpec SPEC =
      NetworkSpec.load("firstspike-2026-events").toBuilder()
          .input(
              new InputSpec(
                  32,
                  32,
                  Channels.GREY,
                  null,
                  Misfit.RESIZE,
                  new EventsSpec(2000, 4, 1000, null, null, 100, 5000)))
          .build();

  private static byte[] recording(String name) throws IOException {
    try (InputStream in =
        CameraStreamTest.class.getResourceAsStream("/io/firstspike/connectors/event/" + name)) {
      return in.readAllBytes();
    }
  }

  private static CameraStream.Head head(String recording, EventFormat format) {
    return new CameraStream.Head(
        recording, Optional.ofNullable(format), Optional.of(new SensorSize(720, 1280)));
  }

  private static List<EventWindow> whole(byte[] bytes) throws MalformedException {
    List<EventWindow> windows = new ArrayList<>();
    CameraStream stream = new CameraStream(SPEC, EventLimits.DEFAULT, windows::add);
    stream.take(head("", null), bytes);
    stream.end();
    return windows;
  }

  @ParameterizedTest
  @CsvSource({"trigger.evt3.raw, EVT3", "sparklers.evt2.raw, EVT2", "davis.aedat4, AEDAT4"})
  void packetsOfAnyLengthGiveTheWindowsOfTheWhole(String name, EventFormat format)
      throws Exception {
    byte[] bytes = recording(name);
    List<EventWindow> whole = whole(bytes);
    assertThat(whole).isNotEmpty();
    Random draws = new Random(4);
    List<EventWindow> windows = new ArrayList<>();
    CameraStream stream = new CameraStream(SPEC, EventLimits.DEFAULT, windows::add);
    int from = 0;
    while (from < bytes.length) {
      int to = Math.min(bytes.length, from + 1 + draws.nextInt(bytes.length / 40));
      stream.take(head("", from == 0 ? null : format), Arrays.copyOfRange(bytes, from, to));
      from = to;
      CameraStream next = new CameraStream(SPEC, EventLimits.DEFAULT, windows::add);
      next.read(new DataInputStream(new ByteArrayInputStream(state(stream))));
      assertThat(next.decoded()).isEqualTo(stream.decoded());
      assertThat(next.cut()).isEqualTo(stream.cut());
      stream = next;
    }
    stream.end();
    assertThat(windows).isEqualTo(whole);
  }

  private static byte[] state(CameraStream stream) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    stream.write(new DataOutputStream(bytes));
    return bytes.toByteArray();
  }

  @Test
  void anotherRecordingBeginsAnew() throws Exception {
    byte[] bytes = recording("trigger.evt3.raw");
    List<EventWindow> once = whole(bytes);
    List<EventWindow> windows = new ArrayList<>();
    CameraStream stream = new CameraStream(SPEC, EventLimits.DEFAULT, windows::add);
    stream.take(head("a", null), bytes);
    stream.take(head("b", null), bytes);
    stream.end();
    assertThat(windows.subList(0, once.size())).isEqualTo(once);
    assertThat(windows.subList(once.size(), windows.size())).isEqualTo(once);
  }

  @Test
  void aRecordingThatBreaksOffDoesNotStopTheNext() throws Exception {
    byte[] bytes = recording("trigger.evt3.raw");
    List<EventWindow> windows = new ArrayList<>();
    CameraStream stream = new CameraStream(SPEC, EventLimits.DEFAULT, windows::add);
    assertThatThrownBy(() -> stream.take(head("", null), new byte[100]))
        .isInstanceOf(MalformedException.class)
        .hasMessageContaining("event-format")
        .hasMessageContaining("evt3");
    stream.take(head("a", null), bytes);
    assertThatThrownBy(() -> stream.take(head("a", EventFormat.EVT2), new byte[100]))
        .isInstanceOf(MalformedException.class)
        .hasMessageContaining("is evt2, but the recording begins as evt3");
    assertThatThrownBy(
            () -> stream.take(head("c", EventFormat.AEDAT4), "no recording".repeat(10).getBytes()))
        .isInstanceOf(MalformedException.class);
    windows.clear();
    stream.take(head("d", null), bytes);
    stream.end();
    assertThat(windows).isEqualTo(whole(bytes));
  }

  @Test
  void aSensorThatDoesNotFitIsRefused() throws Exception {
    NetworkSpec spec = NetworkSpec.load("firstspike-2026-events");
    CameraStream stream = new CameraStream(spec, EventLimits.DEFAULT, window -> {});
    byte[] bytes = recording("davis.aedat4");
    CameraStream.Head unknown = new CameraStream.Head("", Optional.empty(), Optional.empty());
    assertThatThrownBy(() -> stream.take(unknown, bytes))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("a sensor of 260x346 does not fit a network that takes 34x34");
    assertThatThrownBy(
            () ->
                new CameraStream(
                    NetworkSpec.load("firstspike-2026"), EventLimits.DEFAULT, window -> {}))
        .hasMessageContaining("takes images");
  }

  @Test
  void damagedStateIsRefused() throws Exception {
    CameraStream stream = new CameraStream(SPEC, EventLimits.DEFAULT, window -> {});
    stream.take(head("", null), recording("trigger.evt3.raw"));
    byte[] state = state(stream);
    Random draws = new Random(1);
    int refused = 0;
    for (int i = 0; i < 300; i++) {
      byte[] damaged = state.clone();
      damaged[i < 100 ? i % state.length : draws.nextInt(state.length)] ^=
          (byte) (1 << draws.nextInt(8));
      CameraStream other = new CameraStream(SPEC, EventLimits.DEFAULT, window -> {});
      try {
        other.read(new DataInputStream(new ByteArrayInputStream(damaged)));
      } catch (IOException e) {
        refused++;
      }
    }
    assertThat(refused).isPositive();
  }
}
