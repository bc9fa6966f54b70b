package io.firstspike.pipeline.app.watch;

import static org.assertj.core.api.Assertions.assertThat;

import io.firstspike.engine.backend.BackendFailure;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.apache.flink.table.api.TableRuntimeException;
import org.apache.flink.util.SerializedThrowable;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ReasonsTest {

  private static final BackendFailure DEVICE = new BackendFailure("the device is lost");

  private static Stream<Arguments> failures() {
    Throwable noDriver =
        new BackendFailure("there is no driver: install it", new UnsatisfiedLinkError("libcuda"));
    return Stream.of(
        Arguments.of(DEVICE, "the device is lost"),
        Arguments.of(new ExecutionException(DEVICE), "the device is lost"),
        Arguments.of(noDriver, "there is no driver: install it"),
        Arguments.of(new TableRuntimeException("no image: 7"), "no image: 7"),
        Arguments.of(
            new ExecutionException(new ArithmeticException("/ by 0")),
            "ArithmeticException: / by 0"),
        Arguments.of(new NullPointerException(), "NullPointerException"));
  }

  @ParameterizedTest
  @MethodSource("failures")
  void what_is_written_for_users_is_told_without_its_class(Throwable failure, String reason) {
    assertThat(Reasons.innermost(failure)).isEqualTo(reason);
    assertThat(Reasons.innermost(new SerializedThrowable(failure))).isEqualTo(reason);
  }

  private static Stream<Arguments> kinds() {
    return Stream.of(
        Arguments.of(new IOException("No space left on device"), RestartKind.SPACE),
        Arguments.of(Errors.MESSAGE_TOO_LARGE.exception(), RestartKind.RECORD_SIZE),
        Arguments.of(Errors.INVALID_PRODUCER_EPOCH.exception(), RestartKind.TRANSACTIONS),
        Arguments.of(Errors.REQUEST_TIMED_OUT.exception(), RestartKind.KAFKA),
        Arguments.of(new TimeoutException("of others"), RestartKind.OTHER),
        Arguments.of(DEVICE, RestartKind.OTHER));
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void reasons_have_kinds(Throwable failure, RestartKind kind) {
    Throwable noticed = new IOException("a task failed", failure);

    assertThat(Reasons.kind(noticed)).isEqualTo(kind);
    assertThat(Reasons.kind(new SerializedThrowable(noticed))).isEqualTo(kind);
  }

  @Test
  void a_record_that_its_topic_does_not_take_is_told_with_the_setting() {
    Throwable refused = new IOException("sink", Errors.MESSAGE_TOO_LARGE.exception());

    assertThat(new Reasons(List.of(), "").of(new SerializedThrowable(refused)))
        .contains("raise max.message.bytes of the topic");
    assertThat(Reasons.innermost(refused)).startsWith("RecordTooLargeException: ");
  }
}
