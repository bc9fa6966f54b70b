package io.firstspike.connectors.image;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.firstspike.connectors.MalformedException;
import io.firstspike.engine.stimulus.Image;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Pictures decoded by this and by other decoders; see README.txt beside the files. */
class OtherDecodersTest {

  /**
   * The number of levels by which a JPEG's samples may differ: decoders round the cosine transform
   * and the up-sampling of colours differently. Lossless formats may not differ at all.
   */
  private static final int JPEG_LEVELS = 3;

  private static Path folder() {
    try {
      return Path.of(OtherDecodersTest.class.getResource("decoded").toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  static List<String> pictures() throws IOException {
    try (Stream<Path> files = Files.list(folder())) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.matches(".*\\.(jpg|png|bmp)"))
          .sorted()
          .toList();
    }
  }

  @Test
  void everyPictureIsThere() throws IOException {
    assertThat(pictures()).hasSize(65);
  }

  @ParameterizedTest
  @MethodSource("pictures")
  void aPictureIsWhatOthersSeeInIt(String name) throws IOException, MalformedException {
    Image decoded = decode(name);
    byte[] expected = Files.readAllBytes(folder().resolve(name + ".pnm"));
    String[] header = new String(expected, 0, 30, US_ASCII).split("\\s", 5);
    int channels = header[0].equals("P6") ? 3 : 1;
    int size = decoded.height() * decoded.width();
    int from = expected.length - size * channels;

    assertThat(List.of(decoded.width(), decoded.height()))
        .isEqualTo(List.of(Integer.parseInt(header[1]), Integer.parseInt(header[2])));
    int worst = 0;
    for (int i = 0; i < size * 3; i++) {
      int sample = decoded.samples()[decoded.channels() == 3 ? i : i / 3] & 0xff;
      int other = expected[from + (channels == 3 ? i : i / 3)] & 0xff;
      worst = Math.max(worst, Math.abs(sample - other));
    }
    assertThat(worst).isLessThanOrEqualTo(name.endsWith(".jpg") ? JPEG_LEVELS : 0);
  }

  @Test
  void greyPicturesHaveOneChannel() throws IOException, MalformedException {
    for (String name : Arrays.asList("grey-ad0-1.jpg", "0-4-1-plain--t.png", "turned7.jpg")) {
      assertThat(decode(name).channels()).as(name).isEqualTo(1);
    }
  }

  private static Image decode(String name) throws IOException, MalformedException {
    return ImageDecoder.decode(Files.readAllBytes(folder().resolve(name)), ImageLimits.DEFAULT);
  }
}
