/** The exercises of the founding documents, a class each. {@link topspin.lab.Labs} lists them. */
package topspin.lab.course;
