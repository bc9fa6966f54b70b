package io.firstspike.connectors.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.firstspike.connectors.event.EventBlock;
import io.firstspike.engine.encode.WindowCutter;
import io.firstspike.engine.spec.EventsSpec;
import io.firstspike.engine.spec.InputSpec;
import io.firstspike.engine.spec.InputSpec.Channels;
import io.firstspike.engine.spec.InputSpec.Crop;
import io.firstspike.engine.spec.InputSpec.Misfit;
import io.firstspike.engine.spec.NetworkSpec;
import io.firstspike.engine.stimulus.EventWindow;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Cuts labelled recordings into one window each. */
class WindowDatasetTest {

  private static final NetworkSpec DIGITS = NetworkSpec.load("firstspike-2026-events");
  private static final EventsSpec EVENTS = DIGITS.input().events();

  @TempDir private Path folder;

  @BeforeEach
  void write_recordings() throws IOException {
    copy("digit.bs2", "3/digit.bin");
    write("7/late.csv", "500000,1,2,1\n500001,1,2,1\n900000,30,30,0\n");
  }

  private void copy(String resource, String file) throws IOException {
    try (InputStream in =
        WindowDatasetTest.class.getResourceAsStream(
            "/io/firstspike/connectors/event/" + resource)) {
      Files.createDirectories(folder.resolve(file).getParent());
      Files.copy(in, folder.resolve(file));
    }
  }

  private void write(String file, String content) throws IOException {
    Files.createDirectories(folder.resolve(file).getParent());
    Files.writeString(folder.resolve(file), content);
  }

  private static NetworkSpec taking(InputSpec input) {
    return DIGITS.toBuilder().input(input).build();
  }

  @Test
  void a_recording_is_its_first_window() {
    try (LabelledRecordings recordings = RecordingFolder.read(folder)) {
      WindowDataset windows = WindowDataset.of(recordings, DIGITS);
      EventBlock events = recordings.recording(0).events();
      List<EventWindow> cut = new ArrayList<>();
      WindowCutter cutter = new WindowCutter(DIGITS.input(), DIGITS.encoding(), 34, 34, cut::add);
      for (int event = 0; event < events.size(); event++) {
        cutter.add(events.time(event), events.x(event), events.y(event), events.polarity(event));
      }
      cutter.end();

      assertThat(windows.size()).isEqualTo(2);
      assertThat(windows.classes()).containsExactly("3", "7");
      assertThat(windows.label(1)).isEqualTo("7");
      assertThat(cut).hasSize(1);
      assertThat(windows.stimulus(0)).isEqualTo(cut.get(0));
      assertThat(windows.stimulus(0).spikes().count()).isGreaterThan(1000);
      EventWindow late = windows.stimulus(1);
      assertThat(new long[] {late.begin(), late.events(), late.spikes().count()})
          .containsExactly(500_000, 2, 1);
    }
  }

  @Test
  void windows_are_kept_within_a_bound_and_equal_when_they_are_cut_anew() {
    try (LabelledRecordings recordings = RecordingFolder.read(folder)) {
      WindowDataset kept = WindowDataset.of(recordings, DIGITS);
      WindowDataset small = new WindowDataset(recordings, DIGITS, 1_000);
      assertThat(kept.stimulus(0)).isSameAs(kept.stimulus(0));
      assertThat(small.stimulus(0)).isNotSameAs(small.stimulus(0)).isEqualTo(kept.stimulus(0));
      // The second window is small enough.
      assertThat(small.stimulus(1)).isSameAs(small.stimulus(1));
      assertThat(small.fingerprint()).isEqualTo(kept.fingerprint());
      assertThat(kept.slice(0, 1).stimulus(0)).isSameAs(kept.stimulus(0));
    }
  }

  @Test
  void a_fingerprint_tells_windows_labels_and_their_order_apart() throws IOException {
    List<String> fingerprints = new ArrayList<>();
    try (LabelledRecordings recordings = RecordingFolder.read(folder)) {
      WindowDataset windows = WindowDataset.of(recordings, DIGITS);
      fingerprints.add(windows.fingerprint());
      fingerprints.add(windows.slice(0, 1).fingerprint());
      Selection turned = new Selection("turned", new int[] {1, 0});
      fingerprints.add(new ExampleView(windows, turned).fingerprint());
      NetworkSpec coarse = taking(new InputSpec(34, 34, new EventsSpec(325_000, 1)));
      fingerprints.add(WindowDataset.of(recordings, coarse).fingerprint());
    }
    Files.move(folder.resolve("7"), folder.resolve("8"));
    try (LabelledRecordings renamed = RecordingFolder.read(folder)) {
      fingerprints.add(WindowDataset.of(renamed, DIGITS).fingerprint());
    }
    assertThat(fingerprints).doesNotHaveDuplicates().allMatch(print -> print.length() == 64);
  }

  @Test
  void the_size_of_the_sensor_is_what_the_recording_says() throws IOException {
    copy("trigger.evt3.raw", "5/trigger.raw");
    try (LabelledRecordings recordings = RecordingFolder.read(folder)) {
      assertThatThrownBy(() -> WindowDataset.of(recordings, DIGITS).stimulus(1))
          .isInstanceOf(DatasetException.class)
          .hasMessage(
              folder.resolve("5/trigger.raw")
                  + " cannot be cut into windows of firstspike-2026-events: a sensor of 720x1280"
                  + " does not fit a network that takes 34x34 events; set input.misfit: resize, or"
                  + " input.crop");
      InputSpec resized = new InputSpec(34, 34, Channels.GREY, null, Misfit.RESIZE, EVENTS);
      assertThat(WindowDataset.of(recordings, taking(resized)).stimulus(1).events()).isPositive();
    }
  }

  @Test
  void without_a_header_it_is_what_the_network_expects() throws IOException {
    write("7/wide.csv", "1,100,2,1\n2,3,2,1\n");
    InputSpec resized = new InputSpec(34, 34, Channels.GREY, null, Misfit.RESIZE, EVENTS);
    Crop whole = new Crop(0, 0, 68, 170);
    InputSpec said = new InputSpec(34, 34, Channels.GREY, whole, Misfit.RESIZE, EVENTS);
    try (LabelledRecordings recordings = RecordingFolder.read(folder)) {
      for (NetworkSpec spec : List.of(DIGITS, taking(resized))) {
        assertThatThrownBy(() -> WindowDataset.of(recordings, spec).stimulus(2))
            .isInstanceOf(DatasetException.class)
            .hasMessageContaining("wide.csv")
            .hasMessageEndingWith(
                "nothing says the size of the sensor, and the event at row 2, column 100 lies beyond the"
                    + " 34x34 that the network takes; set input.crop to the sensor's size, and"
                    + " input.misfit: resize");
      }
      assertThat(WindowDataset.of(recordings, taking(said)).stimulus(2).events()).isEqualTo(2);
    }
  }

  @Test
  void a_recording_that_shows_nothing_is_named() throws IOException {
    write("7/none.csv", "\n");
    write("7/off.csv", "1,2,2,0\n");
    write("7/text.bin", "nothing of the kind, but long enough that its words are seen to be none");
    InputSpec on =
        new InputSpec(34, 34, new EventsSpec(325_000, 13, 0, EventsSpec.Polarity.ON, null, 0, 0));
    try (LabelledRecordings recordings = RecordingFolder.read(folder)) {
      WindowDataset windows = WindowDataset.of(recordings, taking(on));
      for (int silent : new int[] {2, 3}) {
        assertThatThrownBy(() -> windows.stimulus(silent))
            .isInstanceOf(DatasetException.class)
            .hasMessage(
                recordings.place(silent)
                    + " has no event that network firstspike-2026-events sees: remove it, or change"
                    + " input.crop, polarity or support");
      }
      assertThatThrownBy(() -> windows.stimulus(4))
          .isInstanceOf(DatasetException.class)
          .hasMessageContaining("text.bin");
      assertThatThrownBy(() -> WindowDataset.of(recordings, NetworkSpec.load("firstspike-2026")))
          .hasMessage("network firstspike-2026 takes images, not events");
    }
  }
}
