/** Spikes, weights and layers in the forms in which kernels take them. */
package io.firstspike.engine.cuda.form;
