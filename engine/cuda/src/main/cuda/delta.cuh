// The delta rule of decision layers whose neurons see the whole input, from labels in their order.
//
// A neuron's error, and so its synapses, hang on its own potential alone: no map needs to know of
// another one. fs_learn_delta_columns gives each map a block, which keeps the map's synapses in
// shared memory and goes through all labels of a launch without a word to other blocks. Who was
// decided for is found out afterwards, from the potentials of all maps (fs_decide_learned).
// fs_learn_delta does the same in one block, for any number of synapses and for rules to which
// early spikes count more.
#pragma once

#include "device.cuh"
#include "decide.cuh"

// e to the power of x as Java's StrictMath computes it: fdlibm's e_exp.c (Sun Microsystems, 1993;
// freely granted: "Permission to use, copy, modify, and distribute this software is freely granted,
// provided that this notice is preserved"), each operation rounded.
__device__ inline double fs_exp(double x) {
  const double halves[2] = {0.5, -0.5};
  const double ln2High[2] = {6.93147180369123816490e-01, -6.93147180369123816490e-01};
  const double ln2Low[2] = {1.90821492927058770002e-10, -1.90821492927058770002e-10};
  const unsigned long long bits = __double_as_longlong(x);
  unsigned high = (unsigned)(bits >> 32);
  const int sign = high >> 31 & 1;
  high &= 0x7fffffff;
  if (high >= 0x40862E42) {
    if (high >= 0x7ff00000) {
      if ((high & 0xfffff) != 0 || (unsigned)bits != 0) {
        return x + x;
      }
      return sign == 0 ? x : 0.0;
    }
    if (x > 7.09782712893383973096e+02) {
      return __longlong_as_double(0x7ff0000000000000ll);
    }
    if (x < -7.45133219101941108420e+02) {
      return 0.0;
    }
  }
  double upper = 0;
  double lower = 0;
  int k = 0;
  if (high > 0x3fd62e42) {
    if (high < 0x3FF0A2B2) {
      upper = x - ln2High[sign];
      lower = ln2Low[sign];
      k = 1 - sign - sign;
    } else {
      k = (int)(1.44269504088896338700e+00 * x + halves[sign]);
      const double t = k;
      upper = x - t * ln2High[0];
      lower = t * ln2Low[0];
    }
    x = upper - lower;
  } else if (high < 0x3e300000) {
    return 1.0 + x;
  }
  const double t = x * x;
  const double c =
      x - t * (1.66666666666666019037e-01 +
               t * (-2.77777777770155933842e-03 +
                    t * (6.61375632143793436117e-05 +
                         t * (-1.65339022054652515390e-06 + t * 4.13813679705723846039e-08))));
  if (k == 0) {
    return 1.0 - ((x * c) / (c - 2.0) - x);
  }
  const double y = 1.0 - ((lower - (x * c) / (2.0 - c)) - upper);
  if (k >= -1021) {
    return __longlong_as_double(__double_as_longlong(y) + ((long long)k << 52));
  }
  const double scaled =
      __longlong_as_double(__double_as_longlong(y) + ((long long)(k + 1000) << 52));
  return scaled * 9.33263618503218878990e-302;
}

// For tests: exponentials of doubles, a thread each.
extern "C" __global__ void fs_exponentials(const double* x, double* y, int count) {
  const int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i < count) {
    y[i] = fs_exp(x[i]);
  }
}
FS_KERNEL(fs_exponentials)

// A synapse's weight and the sum of the squares of its changes so far.
struct FsDelta {
  float weight, squares;
};

// A synapse after a change, by a step that shortens with its squares if it adapts: then `change` is
// the error, and `rate` what it is multiplied with.
__device__ __forceinline__ FsDelta fs_delta(const FsDelta& old, float change, bool adaptive,
                                            float rate) {
  if (adaptive) {
    const float sum = old.squares + change * change;
    return {old.weight + rate * change / __fsqrt_rn(1.0f + sum), sum};
  }
  return {old.weight + change, 0};
}

// What an average of weights lags behind, after a change by label number `before` + 1.
__device__ __forceinline__ float fs_delta_lag(float lag, float old, float now, float change,
                                              bool adaptive, long long before) {
  return adaptive ? lag + old * (float)-before + now * (float)before
                  : lag + change * (float)before;
}

// The error of a map at its potential: its target without what it said.
__device__ __forceinline__ float fs_delta_error(float potential, bool right,
                                                const FsTeacher& rule) {
  const float target = right ? rule.right : rule.other;
  const double said = 1.0 / (1.0 + fs_exp((double)-potential));
  return (float)((double)target - said);
}

// Floats of a tile of rows of weights.
constexpr int FS_TILE = 4096;

// Potentials of at most 32 maps. Adding up is one chain a map, which waits for nothing if its rows
// are near: warp 0, lane = map, adds up one tile of rows in shared memory while the other warps fetch
// the next one. Whole block, of at least two warps; tiles: 2 x FS_TILE floats of shared memory.
//
// 2,300 rows of 10 maps: six tiles of 409 rows. Warp 0: 409 additions of 4 cycles each, and a load in
// their shade. Others: 4,090 loads by 480 threads, 9 each, a few on their way at a time.
__device__ inline void fs_narrow_potentials(const float* weights, int stride, int maps,
                                            const unsigned* list, int count, float* tiles,
                                            float* potentials) {
  const int rows = FS_TILE / maps;
  float sum = 0;
  for (int from = -rows; from < count; from += rows) {
    float* here = tiles + ((from / rows) & 1) * FS_TILE;
    float* ahead = tiles + ((from / rows + 1) & 1) * FS_TILE;
    if (threadIdx.x < 32) {
      const int end = min(rows, count - from);
      if (from >= 0 && (int)threadIdx.x < maps) {
        const float* mine = here + threadIdx.x;
#pragma unroll 8
        for (int i = 0; i < end; i++) {
          sum += mine[i * maps];
        }
      }
    } else {
      const int next = from + rows;
      const int floats = min(rows, count - next) * maps;
#pragma unroll 4
      for (int i = threadIdx.x - 32; i < floats; i += blockDim.x - 32) {
        ahead[i] = __ldcg(weights + (long long)list[next + i / maps] * stride + i % maps);
      }
    }
    __syncthreads();
  }
  if ((int)threadIdx.x < maps) {
    potentials[threadIdx.x] = sum;
  }
  __syncthreads();
}

// Learns by the delta rule, one block. rates: step size of each label. lags, squares: null if the
// weights have none. Shared memory: two floats for each map, then, of at most
// 32 maps, two tiles.
extern "C" __global__ void fs_learn_delta(FsLayer layer, FsTeacher rule, float* weights,
                                          float* lags, float* squares, const unsigned* lists,
                                          const int* allEnds, const int* labels,
                                          const float* rates, int images, long long labelsBefore,
                                          int* decided) {
  float* potentials = (float*)fs_shared();
  float* errors = potentials + layer.maps;
  for (int image = 0; image < images; image++) {
    const unsigned* list = lists + (long long)image * layer.fan;
    const int* ends = allEnds + (long long)image * FS_MAX_STEPS;
    const int count = ends[layer.steps - 1];
    if (layer.maps <= 32 && !rule.latencies) {
      fs_narrow_potentials(weights, layer.stride, layer.maps, list, count, errors + layer.maps,
                           potentials);
    } else {
      for (int map = threadIdx.x; map < layer.maps; map += blockDim.x) {
        potentials[map] =
            fs_potential(weights, layer.stride, map, list, ends, layer.steps, rule.latencies);
      }
    }
    for (int map = threadIdx.x; map < layer.maps; map += blockDim.x) {
      errors[map] = fs_delta_error(potentials[map], map == labels[image], rule);
    }
    __syncthreads();
    if (threadIdx.x == 0) {
      int winner = -1;
      int other;
      if (count > 0) {
        fs_decide_strongest(potentials, rule.taken, rule.neuronsPerLabel, rule.floor, winner,
                            other);
      }
      decided[image] = winner < 0 ? -1 : winner / rule.neuronsPerLabel;
    }
    const long long before = labelsBefore + image;
    for (int t = 0, begin = 0; t < layer.steps; begin = ends[t], t++) {
      const float share = rule.latencies ? (float)(layer.steps - t) / layer.steps : 1.0f;
      const float scale = rule.adaptive ? share : share * rates[image];
      // A layer has at most 2^28 weights.
      const int changes = (ends[t] - begin) * rule.taken;
      for (int i = threadIdx.x; i < changes; i += blockDim.x) {
        const int map = i % rule.taken;
        const long long at = (long long)list[begin + i / rule.taken] * layer.stride + map;
        const float change = errors[map] * scale;
        const FsDelta old = {__ldcg(weights + at), rule.adaptive ? squares[at] : 0};
        const FsDelta now = fs_delta(old, change, rule.adaptive, rates[image]);
        __stcg(weights + at, now.weight);
        if (rule.adaptive) {
          squares[at] = now.squares;
        }
        if (lags != nullptr) {
          lags[at] = fs_delta_lag(lags[at], old.weight, now.weight, change, rule.adaptive, before);
        }
      }
    }
    __threadfence_block();
    __syncthreads();
  }
}
FS_KERNEL(fs_learn_delta)

// ------------------------------------------------------------------------------------------------
// a block a map
// ------------------------------------------------------------------------------------------------
//
// A label takes three steps, each of the whole block:
//
//   gather   weights of the taps that fire are put side by side, thread i the i-th of them
//   add      warp 0 adds them up, one after the other, and computes the error; the other warps
//            meanwhile read which taps of the next image fire, and complete the averages
//   change   of these weights
//
// 2,300 taps: the additions are one chain of 2,300 x 4 cycles, all else is about 1,000 cycles.
constexpr int FS_GATHERED = 4096;  // weights that are gathered at a time
constexpr int FS_ADDED = 16;       // weights that are added at a time, from registers
constexpr int FS_OWN_TAPS = 5;     // taps of an image that a thread keeps in registers

// The sum of `count` gathered weights, a multiple of FS_ADDED, and `sum`, in their order. What lies
// in the FS_ADDED places behind them is read, too.
__device__ __forceinline__ float fs_add_gathered(const float* gathered, int count, float sum) {
  const float4* from = (const float4*)gathered;
  float4 ahead[FS_ADDED / 4];
#pragma unroll
  for (int i = 0; i < FS_ADDED / 4; i++) {
    ahead[i] = from[i];
  }
  for (int begin = 0; begin < count; begin += FS_ADDED) {
    float4 now[FS_ADDED / 4];
    from += FS_ADDED / 4;
#pragma unroll
    for (int i = 0; i < FS_ADDED / 4; i++) {
      now[i] = ahead[i];
      ahead[i] = from[i];
    }
#pragma unroll
    for (int i = 0; i < FS_ADDED / 4; i++) {
      sum += now[i].x;
      sum += now[i].y;
      sum += now[i].z;
      sum += now[i].w;
    }
  }
  return sum;
}

// Learns by the delta rule: block = map, of those that are taken. potentials: float [image][taken].
// The other arguments are those of fs_learn_delta.
//
//   shared   float weights[fan] | squares[fan], if steps adapt | gathered[FS_GATHERED + FS_ADDED]
//            | the error
extern "C" __global__ void __launch_bounds__(1024) fs_learn_delta_columns(
    FsLayer layer, FsTeacher rule, float* weights, float* lags, float* squares,
    const unsigned* lists, const int* allEnds, const int* labels, const float* rates, int images,
    long long labelsBefore, float* potentials) {
  const int map = blockIdx.x;
  const int fan = (layer.fan + 3) / 4 * 4;
  float* own = (float*)fs_shared();
  float* ownSquares = own + fan;
  float* gathered = own + (rule.adaptive ? 2 : 1) * fan;
  float* error = gathered + FS_GATHERED + FS_ADDED;
  for (int tap = threadIdx.x; tap < layer.fan; tap += blockDim.x) {
    const long long at = (long long)tap * layer.stride + map;
    own[tap] = __ldcg(weights + at);
    if (rule.adaptive) {
      ownSquares[tap] = __ldcg(squares + at);
    }
  }
  // Warp 0 adds; thread i of the others has the taps number i, i + others, ... of an image.
  const int others = blockDim.x - 32;
  const int first = (int)threadIdx.x - 32;
  unsigned taps[FS_OWN_TAPS];
  float old[FS_OWN_TAPS];
  float now[FS_OWN_TAPS];
#pragma unroll
  for (int k = 0; k < FS_OWN_TAPS; k++) {
    const int i = first + k * others;
    taps[k] = first >= 0 && i < layer.fan ? __ldg(lists + i) : 0;
    old[k] = 0;
    now[k] = 0;
  }
  __syncthreads();
  int count = images > 0 ? __ldg(allEnds + layer.steps - 1) : 0;
  int countBefore = 0;
  float changeBefore = 0;
  unsigned tapsBefore[FS_OWN_TAPS];
#pragma unroll
  for (int k = 0; k < FS_OWN_TAPS; k++) {
    tapsBefore[k] = 0;
  }

  // One label more than there are: it only completes the averages of the last one.
  for (int image = 0; image <= images; image++) {
    const unsigned* list = lists + (long long)image * layer.fan;
    const bool last = image + 1 >= images;
    const int ahead = last ? 0 : __ldg(allEnds + (image + 1ll) * FS_MAX_STEPS + layer.steps - 1);
    float sum = 0;
    for (int from = 0; from == 0 || from < count; from += FS_GATHERED) {
      const int here = min(FS_GATHERED, count - from);
      const int filled = (here + FS_ADDED - 1) / FS_ADDED * FS_ADDED;
      if (first >= 0) {
        if (from == 0) {
#pragma unroll
          for (int k = 0; k < FS_OWN_TAPS; k++) {
            const int i = first + k * others;
            if (i < here) {
              gathered[i] = own[taps[k]];
            }
          }
        }
        for (int i = first + (from == 0 ? FS_OWN_TAPS * others : 0); i < here; i += others) {
          gathered[i] = own[__ldg(list + from + i)];
        }
        if (here + first < filled) {
          gathered[here + first] = 0;
        }
      }
      __syncthreads();
      if (first < 0) {
        sum = fs_add_gathered(gathered, filled, sum);
      } else if (from == 0 && lags != nullptr) {
#pragma unroll
        for (int k = 0; k < FS_OWN_TAPS; k++) {
          if (first + k * others < countBefore) {
            float* lag = lags + (long long)tapsBefore[k] * layer.stride + map;
            __stcg(lag, fs_delta_lag(__ldcg(lag), old[k], now[k], changeBefore, rule.adaptive,
                                     labelsBefore + image - 1));
          }
        }
      }
      if (from + FS_GATHERED < count) {
        // The places are filled again.
        __syncthreads();
      }
    }
    if (image == images) {
      break;
    }
    if (threadIdx.x == 0) {
      potentials[(long long)image * rule.taken + map] = sum;
      *error = fs_delta_error(sum, map == __ldg(labels + image), rule);
    }
    unsigned next[FS_OWN_TAPS];
#pragma unroll
    for (int k = 0; k < FS_OWN_TAPS; k++) {
      const int i = first + k * others;
      next[k] = first >= 0 && i < layer.fan && !last ? __ldg(list + layer.fan + i) : 0;
    }
    const float rate = __ldg(rates + image);
    __syncthreads();
    const float change = rule.adaptive ? *error : *error * rate;
    auto learn = [&](unsigned tap, float& before, float& after) {
      const FsDelta synapse = {own[tap], rule.adaptive ? ownSquares[tap] : 0};
      const FsDelta changed = fs_delta(synapse, change, rule.adaptive, rate);
      own[tap] = changed.weight;
      if (rule.adaptive) {
        ownSquares[tap] = changed.squares;
      }
      before = synapse.weight;
      after = changed.weight;
    };
    if (first >= 0) {
#pragma unroll
      for (int k = 0; k < FS_OWN_TAPS; k++) {
        if (first + k * others < count) {
          learn(taps[k], old[k], now[k]);
        }
        tapsBefore[k] = taps[k];
        taps[k] = next[k];
      }
      for (int i = first + FS_OWN_TAPS * others; i < count; i += others) {
        const unsigned tap = __ldg(list + i);
        float before = 0;
        float after = 0;
        learn(tap, before, after);
        if (lags != nullptr) {
          float* lag = lags + (long long)tap * layer.stride + map;
          __stcg(lag, fs_delta_lag(__ldcg(lag), before, after, change, rule.adaptive,
                                   labelsBefore + image));
        }
      }
    }
    countBefore = count;
    changeBefore = change;
    count = ahead;
    __syncthreads();
  }

  for (int tap = threadIdx.x; tap < layer.fan; tap += blockDim.x) {
    const long long at = (long long)tap * layer.stride + map;
    weights[at] = own[tap];
    if (rule.adaptive) {
      squares[at] = ownSquares[tap];
    }
  }
}
FS_KERNEL(fs_learn_delta_columns)

// The labels that were decided for, from the potentials of all maps that are taken: float
// [image][taken]. A thread an image.
extern "C" __global__ void fs_decide_learned(FsLayer layer, FsTeacher rule, const float* potentials,
                                             const int* allEnds, int images, int* decided) {
  const int image = blockIdx.x * blockDim.x + threadIdx.x;
  if (image >= images) {
    return;
  }
  int winner = -1;
  int other;
  if (allEnds[(long long)image * FS_MAX_STEPS + layer.steps - 1] > 0) {
    fs_decide_strongest(potentials + (long long)image * rule.taken, rule.taken,
                        rule.neuronsPerLabel, rule.floor, winner, other);
  }
  decided[image] = winner < 0 ? -1 : winner / rule.neuronsPerLabel;
}
FS_KERNEL(fs_decide_learned)
