package io.firstspike.pipeline.stream.reading;

import org.apache.flink.runtime.io.PullingAsyncDataInput.EndOfDataStatus;
import org.apache.flink.runtime.io.network.partition.consumer.IndexedInputGate;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;

/**
 * Tells whether all inputs of an operator's task have ended, so that its timers must rest: what
 * they wrote would come after the savepoint with which the job is stopped.
 *
 * <p>Flink itself quiesces the timers of a task whose inputs have ended; but not (1.20) those of a
 * task of several inputs that were stopped without being drained.
 */
public final class EndedInputs {

  private EndedInputs() {}

  /** Whether nothing can come any more on any input of the task of {@code operator}. */
  public static boolean of(AbstractStreamOperator<?> operator) {
    IndexedInputGate[] inputs = operator.getContainingTask().getEnvironment().getAllInputGates();
    for (IndexedInputGate input : inputs) {
      if (input.hasReceivedEndOfData() == EndOfDataStatus.NOT_END_OF_DATA) {
        return false;
      }
    }
    return inputs.length > 0;
  }
}
