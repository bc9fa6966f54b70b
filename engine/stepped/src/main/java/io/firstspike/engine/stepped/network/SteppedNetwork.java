package io.firstspike.engine.stepped.network;

import io.firstspike.engine.spec.NetworkLimit;
import io.firstspike.engine.stepped.graph.Graph;
import io.firstspike.engine.stepped.graph.GraphException;
import io.firstspike.engine.stepped.layer.Simulation;
import io.firstspike.engine.stepped.plan.Plan;
import io.firstspike.engine.stepped.plan.TimeStep;
import io.firstspike.engine.stepped.stimulus.Raster;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/**
 * A network of neurons that fire many times, with the way in which its decision is read:
 *
 * <pre>{@code
 * SteppedNetwork network =
 *     SteppedNetwork.of(graph, new TimeStep(0.001), ReadOut.COUNT, NetworkLimit.DEFAULT);
 * int label = network.decide(raster).label();
 * }</pre>
 *
 * Immutable and thread-safe. The decision on a stimulus depends on nothing else.
 */
@API(status = Status.MAINTAINED)
public final class SteppedNetwork {

  private final Simulation parameters;
  private final ReadOut readOut;

  private SteppedNetwork(Plan plan, ReadOut readOut) {
    this.parameters = new Simulation(plan);
    this.readOut = readOut;
  }

  /**
   * Makes a network of a graph.
   *
   * @param limit the most numbers that it may hold
   * @throws GraphException if it cannot run, or cannot be read in this way
   */
  public static SteppedNetwork of(
      Graph graph, TimeStep timeStep, ReadOut readOut, NetworkLimit limit) {
    Plan plan = Plan.of(graph, timeStep, limit);
    readOut.requireOf(plan, plan.output());
    return new SteppedNetwork(plan, readOut);
  }

  public Plan plan() {
    return parameters.plan();
  }

  /** The dimensions of its input. */
  public List<Integer> input() {
    return plan().nodes().get(plan().input()).input();
  }

  /** The number of elements of its output, one for each label. */
  public int labels() {
    return parameters.output().size();
  }

  /** A simulation of this network, at its beginning. */
  public Simulation simulation() {
    return parameters.another();
  }

  /** A decider of this network, for one thread. */
  public SteppedDecider decider() {
    return readOut.decider(simulation(), plan().output());
  }

  /** Decides on one stimulus. */
  public SteppedDecision decide(Raster stimulus) {
    return decider().decide(stimulus);
  }

  /**
   * Decides on several stimuli, on several threads; the decisions do not depend on their number.
   *
   * @param threads 1 or more
   */
  public List<SteppedDecision> decide(List<Raster> stimuli, int threads) {
    return decide(stimuli.size(), stimuli::get, threads);
  }

  /**
   * Decides on several stimuli as {@link #decide(List, int)}, each of which is made when its turn
   * comes.
   *
   * @param stimuli makes the stimulus of an index; called from several threads at a time
   */
  public List<SteppedDecision> decide(int count, IntFunction<Raster> stimuli, int threads) {
    SteppedDecision[] decisions = new SteppedDecision[count];
    AtomicInteger next = new AtomicInteger();
    ExecutorService workers = Executors.newFixedThreadPool(threads);
    try {
      List<Future<?>> running = new ArrayList<>();
      for (int i = 0; i < Math.min(threads, count); i++) {
        running.add(workers.submit(() -> decideInTurn(decisions, stimuli, next)));
      }
      for (Future<?> one : running) {
        one.get();
      }
      return List.of(decisions);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException cause
          ? cause
          : new IllegalStateException(e.getCause());
    } finally {
      workers.shutdownNow();
    }
  }

  private void decideInTurn(
      SteppedDecision[] decisions, IntFunction<Raster> stimuli, AtomicInteger next) {
    SteppedDecider runner = decider();
    int at = next.getAndIncrement();
    while (at < decisions.length && !Thread.currentThread().isInterrupted()) {
      decisions[at] = runner.decide(stimuli.apply(at));
      at = next.getAndIncrement();
    }
  }
}
