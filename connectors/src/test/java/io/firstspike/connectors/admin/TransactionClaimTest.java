package io.firstspike.connectors.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.firstspike.pipeline.local.EmbeddedBroker;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("slow")
class TransactionClaimTest {

  private static final Duration TIMEOUT = Duration.ofMinutes(3);

  private static EmbeddedBroker broker;

  @BeforeAll
  static void start() throws IOException {
    broker = EmbeddedBroker.start(EmbeddedBroker.Options.TEMPORARY);
  }

  @AfterAll
  static void stop() {
    broker.close();
  }

  @Test
  void the_latest_claimant_holds_the_id() {
    try (TransactionClaim first = take("one");
        TransactionClaim other = take("other")) {
      awaitHeld("one", 0);
      awaitHeld("other", 0);
      for (int look = 0; look < 3; look++) {
        assertThat(first.isLost()).isFalse();
      }
      try (TransactionClaim second = take("one")) {
        await().atMost(TIMEOUT).until(first::isLost);
        awaitHeld("one", 1);
        assertThat(second.isLost()).isFalse();
        assertThat(second.isLost()).isFalse();
        assertThat(other.isLost()).isFalse();
      }
    }
  }

  private static void awaitHeld(String id, int epoch) {
    try (Connection connection = new Connection(broker.clientProperties(), TIMEOUT)) {
      await()
          .atMost(TIMEOUT)
          .ignoreExceptions()
          .until(() -> connection.holder(id).get().epoch() == epoch);
    }
  }

  private static TransactionClaim take(String id) {
    return TransactionClaim.take(broker.clientProperties(), id, TIMEOUT);
  }
}
