/**
 * Matrix products, convolutions and pointwise kernels, by oneDNN or, portable and as a reference, by ND4J. One thread per
 * kernel; native memory belongs to the engine that made it. The only room besides interop that knows native libraries.
 */
package topspin.nn.engine;
