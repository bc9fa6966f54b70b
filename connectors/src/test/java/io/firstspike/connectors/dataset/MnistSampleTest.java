package io.firstspike.connectors.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MnistSampleTest {

  @Test
  void trainingDigitsAreTheFirst2000() throws NoSuchAlgorithmException {
    Dataset train = MnistSample.train();
    assertThat(histogram(train)).containsExactly(191, 220, 198, 191, 214, 180, 200, 224, 172, 210);
    assertThat(sha256(train))
        .isEqualTo("4d1e2862007bab5908d814e74806c6c8f7c4a4f32b5875d195406d4d1dbe4946");
  }

  @Test
  void testDigitsAreTheFirst500() throws NoSuchAlgorithmException {
    Dataset test = MnistSample.test();
    assertThat(histogram(test)).containsExactly(42, 67, 55, 45, 55, 50, 43, 49, 40, 54);
    assertThat(sha256(test))
        .isEqualTo("6e96778c418dfcfff0dcfdbcb4af54d86e5c54326bf5e7ead99cf94b6434a405");
  }

  @Test
  void classesAreTheTenDigits() {
    assertThat(MnistSample.train().classes())
        .containsExactly("0", "1", "2", "3", "4", "5", "6", "7", "8", "9");
  }

  private static int[] histogram(Dataset dataset) {
    int[] counts = new int[10];
    IntStream.range(0, dataset.size()).forEach(i -> counts[Integer.parseInt(dataset.label(i))]++);
    return counts;
  }

  private static String sha256(Dataset dataset) throws NoSuchAlgorithmException {
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    IntStream.range(0, dataset.size()).forEach(i -> digest.update(dataset.image(i).samples()));
    return HexFormat.of().formatHex(digest.digest());
  }
}
