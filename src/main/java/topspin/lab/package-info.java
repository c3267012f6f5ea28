/**
 * Labs: small exercises on the very layers and the very step of learning that policies use, after the documents that the
 * project was founded on. {@link topspin.lab.Labs} lists them; the command line shows and runs them.
 */
package topspin.lab;
