package io.firstspike.connectors.topic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PayloadTest {

  private static final Header ID = new Header("frame-id", new byte[] {9});

  /** The header's bytes as they are counted: 10, thrice the name's length, and the value. */
  private static final int ID_BYTES = 10 + 3 * 8 + 1;

  @Test
  void whatFitsIsKeptItself() {
    Payload payload = Delivery.of(new byte[6], new byte[2000], ID).payload();

    assertThat(payload.bytes()).isEqualTo(6 + 2000 + ID_BYTES);
    assertThat(payload.within(payload.bytes())).isSameAs(payload);
    assertThat(payload.isWhole()).isTrue();
  }

  @Test
  void theValueIsCutFirst() {
    byte[] value = new byte[2000];
    new Random(1).nextBytes(value);
    Payload payload = Delivery.of(new byte[6], value, ID).payload();

    Payload cut = payload.within(1500);

    assertThat(cut.bytes()).isEqualTo(1500);
    assertThat(cut.value()).isEqualTo(Arrays.copyOf(value, 1500 - 6 - ID_BYTES));
    assertThat(cut.key()).isSameAs(payload.key());
    assertThat(cut.headers()).containsExactly(ID);
    assertThat(cut.isWhole()).isFalse();
    assertThat(cut.original()).isEqualTo(new Payload.Sizes(6, 2000, ID_BYTES));
  }

  @Test
  void whatIsCutTwiceRemembersItsFirstSize() {
    Payload payload = Delivery.of(null, new byte[9000]).payload();

    Payload cut = payload.within(3000).within(2000);

    assertThat(cut.value()).hasSize(2000);
    assertThat(cut.original()).isEqualTo(new Payload.Sizes(0, 9000, 0));
    assertThat(payload.within(3000).within(9000).isWhole()).isFalse();
  }

  @Test
  void headersTooLargeAreLeftOutAndTheKeyIsCut() {
    Header large = new Header("x", new byte[5000]);
    Payload payload = Delivery.of(new byte[1100], new byte[3000], large).payload();

    Payload cut = payload.within(2000);

    assertThat(cut.headers()).isEmpty();
    assertThat(cut.key()).hasSize(1024);
    assertThat(cut.value()).hasSize(2000 - 1024);
    assertThat(cut.original()).isEqualTo(new Payload.Sizes(1100, 3000, 5013));
  }

  @Test
  void roomForTheKeyIsAsked() {
    Payload small = Delivery.of(new byte[6], new byte[10], ID).payload();
    Payload large = Delivery.of(new byte[2000], new byte[10], ID).payload();

    assertThat(large.within(1024).bytes()).isEqualTo(1024);
    for (Payload payload : List.of(small, large)) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> payload.within(1023))
          .withMessage(
              "a payload cannot be cut to 1023 bytes: allow at least 1024, so that its key is kept");
    }
  }

  @Test
  void aRecordWithNothingInItIsWhole() {
    Payload payload = Delivery.of(null, null).payload();

    assertThat(payload.bytes()).isZero();
    assertThat(payload.within(1024)).isSameAs(payload);
    assertThat(payload.isWhole()).isTrue();
  }
}
