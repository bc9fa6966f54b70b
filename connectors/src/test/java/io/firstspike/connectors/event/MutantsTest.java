package io.firstspike.connectors.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import com.sun.management.ThreadMXBean;
import io.firstspike.connectors.MalformedException;
import io.firstspike.connectors.dataset.DatasetException;
import io.firstspike.connectors.dataset.LabelledRecordings;
import io.firstspike.connectors.dataset.RecordingFolder;
import io.firstspike.connectors.event.format.EventFormat;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Flips one bit anywhere in recordings of cameras, 20,000 times: in those beside these tests, and
 * in whole ones if there are any ({@link Recordings#wholeOnes}). What became of the mutants is
 * printed.
 */
@Tag("slow")
class MutantsTest {

  private static final int MUTANTS = 20_000;
  private static final int MUTANTS_OF_ZIP = 300;
  private static final int PIECE = 1 << 16;

  /** A quarter of the bits lie in the first bytes, where a header is. */
  private static final int BEGINNING = 4_096;

  /** A decoder's blocks and buffers, beside what has come of a packet and what that unpacks to. */
  private static final long MOST_BYTES = 4L << 20;

  private static final ThreadMXBean THREAD = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private record Source(String name, EventFormat format, byte[] bytes) {

    Source(String name, byte[] bytes) {
      this(name, Recordings.format(bytes, name), bytes);
    }
  }

  /** Counts and a checksum of a recording's events. */
  private static final class Sum implements EventSink {

    private long sum;

    @Override
    public void accept(EventBlock events) {
      for (int i = 0; i < events.size(); i++) {
        sum =
            31 * sum
                + events.time(i)
                + ((long) events.y(i) << 40 | (long) events.x(i) << 20 | events.polarity(i));
      }
    }
  }

  private final Map<String, Integer> outcomes = new TreeMap<>();
  private final Random random = new Random(20);
  private long mostAllocated;

  @Test
  void recordings_beside_these_tests() throws IOException {
    List<Source> sources = new ArrayList<>();
    for (String name :
        List.of(Recordings.EVT3, Recordings.EVT2, Recordings.AER40, Recordings.AEDAT4)) {
      sources.add(new Source(name, Recordings.sample(name)));
    }
    mutate(sources);
  }

  @Test
  void whole_recordings() throws IOException {
    Path folder = Recordings.wholeOnes().orElse(null);
    Assumptions.assumeTrue(folder != null, "the recordings are not beside this checkout");
    List<Source> sources = new ArrayList<>();
    for (String name : List.of("evt3_trigger.raw", "evt2.raw", "davis.aedat4")) {
      sources.add(new Source(name, Files.readAllBytes(folder.resolve(name))));
    }
    // Digits are short: each is drawn a fifth as often as one of the recordings above.
    sources =
        new ArrayList<>(Collections.nCopies(5, sources).stream().flatMap(List::stream).toList());
    sources.addAll(zipped(folder.resolve("slayer-reference.zip")));
    List<Source> digits = zipped(folder.resolve("nmnist-dev-600.zip"));
    for (int i = 0; i < 4; i++) {
      sources.add(digits.get(random.nextInt(digits.size())));
    }
    mutate(sources);
  }

  /** The digits in a zip file; tables in it are of other columns. */
  private static List<Source> zipped(Path file) throws IOException {
    List<Source> sources = new ArrayList<>();
    try (ZipFile zip = new ZipFile(file.toFile())) {
      for (Enumeration<? extends ZipEntry> all = zip.entries(); all.hasMoreElements(); ) {
        ZipEntry entry = all.nextElement();
        if (EventFormat.recognise(new byte[0], entry.getName())
            .equals(Optional.of(EventFormat.AER40))) {
          try (InputStream in = zip.getInputStream(entry)) {
            sources.add(new Source(file + "!" + entry.getName(), in.readAllBytes()));
          }
        }
      }
    }
    return sources;
  }

  private void mutate(List<Source> sources) {
    for (int i = 0; i < sources.size(); i++) {
      Source source = sources.get(i);
      String sound = outcome(source, -1, "");
      int to = MUTANTS * (i + 1) / sources.size();
      for (int mutant = MUTANTS * i / sources.size(); mutant < to; mutant++) {
        int within =
            mutant % 4 == 0 ? Math.min(BEGINNING, source.bytes.length) : source.bytes.length;
        int bit = random.nextInt(8 * within);
        source.bytes[bit / 8] ^= (byte) (1 << bit % 8);
        outcomes.merge(
            source.format + " " + outcome(source, bit, sound).split(":")[0], 1, Integer::sum);
        source.bytes[bit / 8] ^= (byte) (1 << bit % 8);
      }
      assertThat(outcome(source, -1, "")).isEqualTo(sound);
    }
    System.out.println("mutants " + outcomes);
    System.out.println("most bytes allocated for one: " + mostAllocated);
    assertThat(outcomes.values().stream().mapToInt(Integer::intValue).sum()).isEqualTo(MUTANTS);
  }

  /** Decodes; anything but events, counts and {@link MalformedException} fails. */
  private String outcome(Source source, int bit, String sound) {
    Sum sum = new Sum();
    long before = THREAD.getCurrentThreadAllocatedBytes();
    EventDecoder decoder = source.format.decoder(sum, EventLimits.DEFAULT);
    String outcome;
    try {
      Recordings.feed(decoder, source.bytes, PIECE);
      outcome = "sound: " + sum.sum + " " + decoder.tally();
      if (bit >= 0 && decoder.tally().damaged() > 0 && !outcome.equals(sound)) {
        outcome = "counted";
      } else if (bit >= 0 && !outcome.equals(sound)) {
        outcome = "other events";
      }
    } catch (MalformedException e) {
      outcome = "refused: " + e.getMessage();
    } catch (RuntimeException | Error e) {
      return fail(source.name + " with bit " + bit + " flipped", e);
    }
    long allocated = THREAD.getCurrentThreadAllocatedBytes() - before;
    mostAllocated = Math.max(mostAllocated, allocated);
    assertThat(allocated)
        .as("bytes allocated for %s with bit %d flipped", source.name, bit)
        .isLessThan(MOST_BYTES + 4L * source.bytes.length);
    return outcome;
  }

  /** Bits of a zip file: its recordings are read, counted or refused, or all of it is refused. */
  @Test
  void zip_files_of_recordings(@TempDir Path folder) throws IOException {
    Path whole = Recordings.wholeOnes().orElse(null);
    Assumptions.assumeTrue(whole != null, "the recordings are not beside this checkout");
    Path zip = Files.copy(whole.resolve("nmnist-dev-600.zip"), folder.resolve("mutant.zip"));
    zip.toFile().setWritable(true);
    try (RandomAccessFile bytes = new RandomAccessFile(zip.toFile(), "rw")) {
      for (int mutant = 0; mutant < MUTANTS_OF_ZIP; mutant++) {
        // Two thirds of the bits in the directory, at the end.
        int within = mutant % 3 == 0 ? (int) bytes.length() : 50_000;
        long at = bytes.length() - 1 - random.nextInt(within);
        int flip = 1 << random.nextInt(8);
        flip(bytes, at, flip);
        outcomes.merge(read(zip, at, flip), 1, Integer::sum);
        flip(bytes, at, flip);
      }
    }
    System.out.println("mutants of a zip file " + outcomes);
    assertThat(outcomes).containsKeys("read", "a recording refused", "refused");
  }

  private static void flip(RandomAccessFile file, long at, int flip) throws IOException {
    file.seek(at);
    int value = file.read();
    file.seek(at);
    file.write(value ^ flip);
  }

  private static String read(Path zip, long at, int flip) {
    String outcome = "read";
    try (LabelledRecordings recordings = RecordingFolder.read(zip, "train")) {
      for (int i = 0; i < recordings.size(); i++) {
        try {
          recordings.recording(i);
        } catch (DatasetException e) {
          outcome = "a recording refused";
        }
      }
    } catch (DatasetException e) {
      outcome = "refused";
    } catch (RuntimeException | Error e) {
      return fail("byte " + at + " with " + flip + " flipped", e);
    }
    return outcome;
  }
}
