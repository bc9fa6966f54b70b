package io.firstspike.pipeline.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Recordings of event cameras on the command line. */
class ConvertTest {

  private static final String EVENTS = "5,3,4,1\n6,7,8,0\n9,3,4,0\n";

  @TempDir private Path folder;

  private String file(String name, String content) throws IOException {
    return Files.writeString(folder.resolve(name), content).toString();
  }

  @Test
  void each_format_comes_back_as_lines() throws IOException {
    String csv = file("in.csv", EVENTS);
    for (String format :
        new String[] {"aer40", "aedat2", "aedat3.1", "aedat4", "evt2", "evt2.1", "evt3", "dat"}) {
      String name = folder.resolve(format.equals("aer40") ? "out.bin" : format).toString();
      Cli there = Cli.run("convert", csv, "--to", format, "--out", name);
      assertThat(there.code()).as(there.err()).isZero();
      assertThat(there.out()).isEqualTo("3 events written to " + name + "\n");
      Cli back = Cli.run("convert", name, "--to", "csv", "--out", "-");
      assertThat(back.out()).isEqualTo(EVENTS);
      assertThat(back.err()).isEqualTo("3 events printed\n");
      assertThat(back.code()).isZero();
    }
  }

  @Test
  void the_format_can_be_told() throws IOException {
    byte[] event = {3, 4, (byte) 0x80, 0, 5};
    Path bytes = Files.write(folder.resolve("bytes"), event);
    Cli guessed = Cli.run("convert", bytes.toString(), "--to", "csv", "--out", "-");
    assertThat(guessed.code()).isEqualTo(2);
    assertThat(guessed.err()).contains("--from says it: aer40, aedat2");
    Cli told = Cli.run("convert", bytes.toString(), "--from", "aer40", "--to", "csv", "--out", "-");
    assertThat(told.out()).isEqualTo("5,3,4,1\n");
  }

  @Test
  void what_is_wrong_is_told_in_a_line() throws IOException {
    String csv = file("in.csv", "1633953690975950,3,4,1\n");
    String out = folder.resolve("out.raw").toString();
    Cli late = Cli.run("convert", csv, "--to", "evt3", "--out", out);
    assertThat(late.code()).isEqualTo(2);
    assertThat(late.err()).contains("evt3 has no room for the time 1633953690975950");
    assertThat(Path.of(out)).doesNotExist();
    Cli shifted = Cli.run("convert", csv, "--to", "evt3", "--out", out, "--shift-times");
    assertThat(shifted.code()).as(shifted.err()).isZero();
    assertThat(Cli.run("convert", out, "--to", "csv", "--out", "-").out()).isEqualTo("0,3,4,1\n");
    Cli again = Cli.run("convert", csv, "--to", "csv", "--out", out);
    assertThat(again.err()).contains("--overwrite replaces it");
    assertThat(Cli.run("convert", csv, "--to", "avi", "--out", out).err())
        .contains("\"avi\" is none of aer40, ");
    assertThat(Cli.run("convert", csv, "--to", "evt2", "--out", "-").err())
        .contains("--out - prints csv alone");
    assertThat(Cli.run("convert", out + "x", "--to", "csv", "--out", "-").err())
        .contains("there is no such file");
    Cli aedat = Cli.run("convert", csv, "--from", "aedat4", "--to", "csv", "--out", "-");
    assertThat(aedat.err()).contains("aedat4: no line #!AER-DAT4.0 at byte 0");
  }

  @Test
  void a_folder_of_images_is_seen_as_by_an_event_camera() throws IOException {
    Path images = Files.createDirectory(folder.resolve("images"));
    pgm(images.resolve("1.pgm"), 50, 50);
    pgm(images.resolve("2.pgm"), 50, 100);
    Cli seen =
        Cli.run(
            "convert",
            images.toString(),
            "--to",
            "csv",
            "--out",
            "-",
            "--frame-interval",
            "1000",
            "--threshold",
            "0.5");
    assertThat(seen.out()).isEqualTo("721,1,0,1\n");
    assertThat(seen.err()).isEqualTo("1 events of frames printed\n");
  }

  @Test
  void images_of_a_data_set_are_seen_one_after_the_other() throws IOException {
    ByteBuffer idx = ByteBuffer.allocate(16 + 4).putInt(0x803).putInt(2).putInt(1).putInt(2);
    idx.put(new byte[] {50, 50, 50, 100});
    for (String name : new String[] {"t10k-images-idx3-ubyte", "t10k-images-idx3-ubyte.gz"}) {
      Path file = folder.resolve(name);
      try (OutputStream plain = Files.newOutputStream(file);
          OutputStream out = name.endsWith(".gz") ? new GZIPOutputStream(plain) : plain) {
        out.write(idx.array());
      }
      Cli seen =
          Cli.run(
              "convert",
              file.toString(),
              "--to",
              "csv",
              "--out",
              "-",
              "--frame-interval",
              "1000",
              "--threshold",
              "0.5");
      assertThat(seen.out()).as(seen.err()).isEqualTo("721,1,0,1\n");
      Files.write(file, new byte[] {1, 2, 3});
      Cli damaged = Cli.run("convert", file.toString(), "--to", "csv", "--out", "-");
      assertThat(damaged.code()).isEqualTo(2);
      assertThat(damaged.err()).contains(name);
    }
  }

  private static void pgm(Path file, int... samples) throws IOException {
    StringBuilder text = new StringBuilder("P2 " + samples.length + " 1 255");
    for (int sample : samples) {
      text.append(' ').append(sample);
    }
    Files.write(file, text.append('\n').toString().getBytes(StandardCharsets.US_ASCII));
  }
}
