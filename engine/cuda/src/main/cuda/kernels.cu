// All kernels of the backend cuda: the only translation unit.
#include "device.cuh"
#include "spikes.cuh"

#include "encode.cuh"
#include "layer.cuh"
#include "search.cuh"
#include "features.cuh"
#include "rewards.cuh"
#include "decide.cuh"
#include "delta.cuh"
#include "tiles.cuh"
