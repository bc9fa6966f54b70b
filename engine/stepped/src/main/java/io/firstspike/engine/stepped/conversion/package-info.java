/**
 * Spiking networks made of trained networks of rectifiers: the rate at which a neuron fires stands
 * for the number that its rectifier gives.
 *
 * <p>P. U. Diehl et al., "Fast-classifying, high-accuracy spiking deep networks through weight and
 * threshold balancing", IJCNN 2015; B. Rueckauer et al., "Conversion of continuous-valued deep
 * networks to efficient event-driven networks for image classification", Frontiers in Neuroscience
 * 11, 2017; T. Bu et al., "Optimal ANN-SNN conversion for high-accuracy and ultra-low-latency
 * spiking neural networks", ICLR 2022.
 */
package io.firstspike.engine.stepped.conversion;
