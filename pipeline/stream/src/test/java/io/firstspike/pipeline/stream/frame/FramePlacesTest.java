package io.firstspike.pipeline.stream.frame;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.firstspike.connectors.MalformedException;
import io.firstspike.connectors.image.ImageLimits;
import io.firstspike.connectors.image.RawLayout;
import io.firstspike.connectors.topic.Frame;
import io.firstspike.connectors.topic.Header;
import io.firstspike.connectors.topic.Origin;
import io.firstspike.connectors.topic.Received;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Frames whose contents lie in a folder. */
class FramePlacesTest {

  private static final int MOST = 64;

  @TempDir private Path folder;
  private Path allowed;
  private FramePlaces places;

  @BeforeEach
  void makeFolder() throws IOException {
    allowed = Files.createDirectories(folder.resolve("all frames"));
    Files.writeString(folder.resolve("secret"), "secret");
    Files.write(allowed.resolve("one.raw"), new byte[] {1, 2, 3, 4});
    places = new FramePlaces(List.of("s3://bucket/frames/", uri(allowed)));
  }

  private static String uri(Path path) {
    return path.toUri().toString();
  }

  private void assertRefused(String uri, String reason) {
    assertThatThrownBy(() -> places.read(uri, MOST))
        .isInstanceOf(MalformedException.class)
        .hasMessageContaining(reason);
  }

  @Test
  void aFileBelowTheFolderIsRead() throws Exception {
    assertThat(places.read(uri(allowed.resolve("one.raw")), 4)).containsExactly(1, 2, 3, 4);
    Path deeper = Files.createDirectories(allowed.resolve("a/b"));
    Files.write(deeper.resolve("100%.raw"), new byte[] {9});
    assertThat(places.read(uri(deeper.resolve("100%.raw")), 4)).containsExactly(9);
    assertThat(places.read(uri(allowed) + "a/../one.raw", 4)).hasSize(4);
    assertThat(places.read(uri(allowed).replace("file:///", "file:/") + "one.raw", 4)).hasSize(4);
  }

  @Test
  void nothingOutsideOfTheFolderIsRead() throws IOException {
    String secret = uri(folder.resolve("secret"));
    assertRefused(secret, "in none of the folders allowed (--frame-uris)");
    assertRefused(uri(allowed) + "../secret", "in none of the folders");
    assertRefused(uri(allowed) + "..%2fsecret", "in none of the folders");
    assertRefused(uri(allowed) + "%2e%2e/secret", "in none of the folders");
    assertRefused(secret.replace("file:///", "file://host/"), "in none of the folders");
    assertRefused("http://localhost/frames/one.raw", "in none of the folders");
    assertRefused("s3://other/frames/one.raw", "in none of the folders");
    assertRefused("s3://bucket/other/one.raw", "in none of the folders");
    assertRefused("one.raw", "in none of the folders");
    assertRefused("no uri", "is no URI");
    Files.createSymbolicLink(allowed.resolve("link"), folder.resolve("secret"));
    assertRefused(uri(allowed.resolve("link")), "in none of the folders");
  }

  @Test
  void whatIsNoFrameIsToldWithItsReason() throws IOException {
    assertRefused(uri(allowed.resolve("two.raw")), "there is nothing at file:");
    Files.createDirectory(allowed.resolve("a"));
    assertRefused(uri(allowed.resolve("a")), "is a folder");
    Files.write(allowed.resolve("large.raw"), new byte[MOST + 1]);
    assertRefused(uri(allowed.resolve("large.raw")), "65 bytes at file:");
  }

  /** Flink has no plugin for it here; a job with one reads it. */
  @Test
  void aFileSystemThatIsNotThereIsAFailureOfTheStore() {
    assertThatThrownBy(() -> places.read("s3://bucket/frames/one.raw", MOST))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("s3");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/data/frames/", "file:/data/frames", "frames/", "s3:bucket/", "a b"})
  void aPlaceMustBeTheUriOfAFolder(String place) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> FrameRules.DEFAULT.withPlaces(List.of(place)))
        .withMessageContaining("is no URI of a folder");
  }

  @Test
  void aRecordNamesTheContentOfItsFrame() throws Exception {
    URI content = allowed.resolve("one.raw").toUri();
    Header header = new Header("frame-uri", content.toString().getBytes(StandardCharsets.UTF_8));
    Received received = new Received(new Origin("frames", 0, 0, 5), null, null, List.of(header));
    FrameRules rules =
        FrameRules.of(new ImageLimits(MOST, MOST))
            .withLayout(new RawLayout(2, 2, 1))
            .withPlaces(List.of(uri(allowed)));

    Frame frame = rules.format().decode(received);

    assertThat(frame.image().samples()).containsExactly(1, 2, 3, 4);
    assertThatThrownBy(() -> FrameRules.DEFAULT.format().decode(received))
        .isInstanceOf(MalformedException.class)
        .hasMessageContaining("frames by reference are not allowed");
  }
}
