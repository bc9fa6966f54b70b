package io.firstspike.engine.compute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.util.ConcurrentModificationException;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class ThreadGuardTest {

  private final ThreadGuard guard = new ThreadGuard("thing", "make two");

  @Test
  void aSecondThreadIsRefusedAsLongAsOneIsInside() {
    guard.enter();
    guard.enter();
    guard.leave();

    Throwable refused = elsewhere(() -> catchThrowable(guard::enter));

    assertThat(refused)
        .isInstanceOf(ConcurrentModificationException.class)
        .hasMessageContaining("uses a thing that another one is using: make two");
    guard.leave();
    assertThatCode(guard::enter).doesNotThrowAnyException();
  }

  @Test
  void threadsMayTakeTurns() {
    for (int turn = 0; turn < 3; turn++) {
      guard.enter();
      guard.leave();
      elsewhere(
          () -> {
            guard.enter();
            guard.leave();
            return null;
          });
    }
    assertThatCode(guard::enter).doesNotThrowAnyException();
    assertThatThrownBy(() -> elsewhereEnter())
        .hasCauseInstanceOf(ConcurrentModificationException.class);
  }

  private void elsewhereEnter() {
    CompletableFuture.runAsync(guard::enter).join();
  }

  private static <T> T elsewhere(java.util.function.Supplier<T> work) {
    return CompletableFuture.supplyAsync(work).join();
  }
}
