package io.firstspike.connectors.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.firstspike.connectors.event.EventBlock;
import io.firstspike.connectors.event.EventLimits;
import io.firstspike.connectors.event.EventTally;
import io.firstspike.connectors.event.Recordings;
import io.firstspike.connectors.event.SensorSize;
import io.firstspike.connectors.event.format.WholeRecording;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reads labelled recordings of event cameras from folders and zip files. */
class RecordingFolderTest {

  private static final int DIGIT_EVENTS = 4681;

  @TempDir private Path folder;

  private Path root;

  @BeforeEach
  void write_recordings() throws IOException {
    root = folder.resolve("set");
    copy("digit.bs2", "Train/3/b.bin");
    copy("digit.bs2", "Train/3/a.bs2");
    copy("trigger.evt3.raw", "Train/10/recording.raw");
    write("Train/1/c.csv", "7,1,2,1\nnothing\n9,3,4,0\n");
    write("Train/1/.hidden", "");
    write("Train/1/notes.md", "");
    write("Train/none/notes.md", "");
    write("Train/notes.md", "");
    copy("digit.bs2", "Test/3/d.bin");
  }

  private void copy(String resource, String file) throws IOException {
    try (InputStream in =
        RecordingFolderTest.class.getResourceAsStream(
            "/io/firstspike/connectors/event/" + resource)) {
      Files.createDirectories(root.resolve(file).getParent());
      Files.copy(in, root.resolve(file));
    }
  }

  private void write(String file, String content) throws IOException {
    Files.createDirectories(root.resolve(file).getParent());
    Files.writeString(root.resolve(file), content);
  }

  /** A zip file of all files below a folder, with names from {@code base} on. */
  private Path zipped(Path below, Path base, String name) throws IOException {
    Path zip = folder.resolve(name);
    try (Stream<Path> files = Files.walk(below);
        OutputStream bytes = Files.newOutputStream(zip);
        ZipOutputStream out = new ZipOutputStream(bytes)) {
      for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
        out.putNextEntry(new ZipEntry(base.relativize(file).toString()));
        Files.copy(file, out);
      }
    }
    return zip;
  }

  private static List<String> labels(LabelledRecordings recordings) {
    return IntStream.range(0, recordings.size()).mapToObj(recordings::label).toList();
  }

  @Test
  void a_sub_folder_is_a_class_and_order_is_that_of_names() {
    try (LabelledRecordings train = RecordingFolder.read(root, "train")) {
      assertThat(train.classes()).containsExactly("1", "10", "3");
      assertThat(labels(train)).containsExactly("1", "10", "3", "3");
      assertThat(train.place(2)).isEqualTo(root.resolve("Train/3/a.bs2").toString());
      assertThat(train.remarks())
          .containsExactly(
              root.resolve("Train")
                  + " leaves out 2 that are no recordings by their names (1/notes.md,"
                  + " none/notes.md); 1 that is hidden (1/.hidden); 1 that is outside the folders"
                  + " of the classes (notes.md); 1 that is a folder without recordings (none)");
      WholeRecording text = train.recording(0);
      assertThat(text.tally()).isEqualTo(new EventTally(2, 1, 0));
      EventBlock events = text.events();
      assertThat(events.size()).isEqualTo(2);
      assertThat(new long[] {events.time(1), events.x(1), events.y(1), events.polarity(1)})
          .containsExactly(9, 3, 4, 0);
      assertThat(train.recording(1).sensor()).contains(new SensorSize(720, 1280));
      assertThat(train.recording(3).events().size()).isEqualTo(DIGIT_EVENTS);
    }
  }

  @Test
  void a_zip_file_holds_the_same_as_a_folder() throws IOException {
    Path wrapped = zipped(root, folder, "wrapped.zip");
    Path whole = zipped(root, root, "whole.zip");
    zipped(root.resolve("Train"), root, "Train.zip");
    try (LabelledRecordings plain = RecordingFolder.read(root, "train");
        LabelledRecordings zip = RecordingFolder.read(whole, "train");
        LabelledRecordings inFolder = RecordingFolder.read(wrapped, "train");
        LabelledRecordings beside = RecordingFolder.read(folder, "train")) {
      assertThat(zip.place(0)).isEqualTo(whole + "!/Train/1/c.csv");
      for (LabelledRecordings one : List.of(zip, inFolder, beside)) {
        assertThat(labels(one)).isEqualTo(labels(plain));
        assertThat(one.fingerprint()).isEqualTo(plain.fingerprint());
      }
    }
    assertThat(RecordingFolder.holds(root, "test")).isTrue();
    assertThat(RecordingFolder.holds(whole, "test")).isTrue();
    assertThat(RecordingFolder.holds(folder, "train")).isTrue();
    assertThat(RecordingFolder.holds(folder, "test")).isFalse();
    assertThat(RecordingFolder.holds(root.resolve("Train/1/c.csv"), "test")).isFalse();
  }

  @Test
  void orders_are_drawn_from_a_seed_and_slices_keep_the_classes() {
    try (LabelledRecordings train = RecordingFolder.read(root.resolve("Train"))) {
      LabelledRecordings shuffled = train.shuffled(3);
      assertThat(labels(shuffled)).containsExactlyInAnyOrderElementsOf(labels(train));
      assertThat(labels(shuffled)).isEqualTo(labels(train.shuffled(3)));
      LabelledRecordings slice = shuffled.slice(1, 3);
      assertThat(slice.size()).isEqualTo(2);
      assertThat(slice.label(0)).isEqualTo(shuffled.label(1));
      assertThat(slice.classes()).isEqualTo(train.classes());
      assertThat(slice.fingerprint()).isNotEqualTo(train.fingerprint());
    }
  }

  @Test
  void what_is_wrong_names_the_file_and_the_remedy() throws IOException {
    write("Test/3/e.raw", "no recording");
    Path zip = zipped(root, root, "set.zip");
    try (LabelledRecordings test = RecordingFolder.read(zip, "test")) {
      assertThatThrownBy(() -> test.recording(1))
          .isInstanceOf(DatasetException.class)
          .hasMessage(
              zip
                  + "!/Test/3/e.raw is no recording that can be read: neither its beginning nor its"
                  + " name says the format; remove or replace it");
    }
    try (LabelledRecordings few =
        RecordingFolder.read(root.resolve("Train"), EventLimits.DEFAULT, 4_000)) {
      assertThat(few.recording(1).events().size()).isEqualTo(2755);
      assertThatThrownBy(() -> few.recording(2)).hasMessageContaining("the limit of 4000 events");
    }
    byte[] damaged = Files.readAllBytes(zip);
    Path half = folder.resolve("half.zip");
    Files.write(half, Arrays.copyOf(damaged, damaged.length / 2));
    assertThatThrownBy(() -> RecordingFolder.read(half))
        .isInstanceOf(DatasetException.class)
        .hasMessageContaining("is no zip file that can be read");
    assertThatThrownBy(() -> RecordingFolder.read(root.resolve("Train/none")))
        .hasMessageContaining("it needs one sub-folder per class");
    assertThatThrownBy(() -> RecordingFolder.read(root.resolve("Train"), "train"))
        .hasMessageContaining("no folder train and no train.zip in");
    assertThatThrownBy(() -> RecordingFolder.read(root.resolve("missing")))
        .hasMessageContaining("is neither a folder nor a zip file");
  }

  @Test
  void six_hundred_digits_of_nmnist_are_read_from_their_zip_file() {
    Path whole = Recordings.wholeOnes().map(at -> at.resolve("nmnist-dev-600.zip")).orElse(null);
    Assumptions.assumeTrue(whole != null, "the recordings are not beside this checkout");
    try (LabelledRecordings train = RecordingFolder.read(whole, "train");
        LabelledRecordings test = RecordingFolder.read(whole, "test")) {
      assertThat(train.size() + test.size()).isEqualTo(600);
      assertThat(train.classes()).hasSize(10);
      for (LabelledRecordings half : List.of(train, test)) {
        for (int i = 0; i < half.size(); i++) {
          WholeRecording digit = half.recording(i);
          assertThat(digit.tally().damaged()).isZero();
          assertThat(digit.events().size()).isBetween(500, 10_000);
          requireInOrderAndWithin(digit.events());
        }
      }
    }
  }

  private static void requireInOrderAndWithin(EventBlock events) {
    long last = 0;
    for (int event = 0; event < events.size(); event++) {
      assertThat(events.time(event) >= last && events.x(event) < 34 && events.y(event) < 34)
          .isTrue();
      last = events.time(event);
    }
  }
}
