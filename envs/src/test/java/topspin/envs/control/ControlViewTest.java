package topspin.envs.control;

import org.junit.jupiter.api.Test;
import topspin.env.View;

import java.awt.Graphics2D;
import java.awt.image.BufferedImage;

import static org.assertj.core.api.Assertions.assertThat;

/** Where things are in the pictures of mechanisms. */
class ControlViewTest {
    private static final int ROD = 0xffd55e00;
    private static final int SECOND = 0xff0072b2;
    private static final int CART = 0xff333333;

    private static BufferedImage picture(View view) {
        BufferedImage image = new BufferedImage(view.width(), view.height(), BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        view.paint(graphics);
        graphics.dispose();
        return image;
    }

    private static BufferedImage of(Mechanism mechanism, double... state) {
        System.arraycopy(state, 0, mechanism.state(), 0, state.length);
        return picture(mechanism.view());
    }

    @Test
    void theCartShouldMoveAndThePoleShouldLean() {
        BufferedImage middle = of(new CartPole(true), 0, 0, 0, 0);
        assertThat(middle.getRGB(150, 120)).isEqualTo(CART);
        assertThat(middle.getRGB(150, 40)).isEqualTo(ROD);

        BufferedImage right = of(new CartPole(true), 2.4, 0, 0.2, 0);
        assertThat(right.getRGB(150 + 132, 120)).as("55 units a metre").isEqualTo(CART);
        assertThat(right.getRGB(150, 120)).isNotEqualTo(CART);
        assertThat(right.getRGB(150 + 132 + 10, 110 - 50)).as("sin 0.2 of 51 units").isEqualTo(ROD);
        assertThat(of(new CartPole(true), 0, 0, -0.2, 0).getRGB(150 - 10, 110 - 50)).isEqualTo(ROD);
    }

    @Test
    void thePendulumShouldStandUprightAtZeroAndTurnTheWayOfItsTorque() {
        assertThat(of(new Pendulum(true), 0, 0).getRGB(120, 30)).isEqualTo(ROD);
        assertThat(of(new Pendulum(true), Math.PI, 0).getRGB(120, 210)).isEqualTo(ROD);
        Pendulum pushed = new Pendulum(true);
        pushed.state()[0] = 0;
        for (int i = 0; i < 5; i++) {
            pushed.step(Pendulum.TORQUE);
        }
        double theta = pushed.state()[0];
        assertThat(theta).isPositive();
        assertThat(picture(pushed.view()).getRGB((int) (120 + 60 * Math.sin(theta)), (int) (120 - 60 * Math.cos(theta)))).as("to the right")
                .isEqualTo(ROD);
    }

    @Test
    void theAcrobotShouldHangAndItsSecondRodShouldFollowTheFirst() {
        BufferedImage hanging = of(new Acrobot(true), 0, 0, 0, 0);
        assertThat(hanging.getRGB(120, 150)).isEqualTo(ROD);
        assertThat(hanging.getRGB(120, 210)).isEqualTo(SECOND);
        assertThat(hanging.getRGB(10, 120 - 54)).as("the goal, a rod above the joint").isEqualTo(0xff009e73);

        BufferedImage bent = of(new Acrobot(true), Math.PI / 2, Math.PI / 2, 0, 0);
        assertThat(bent.getRGB(150, 120)).isEqualTo(ROD);
        assertThat(bent.getRGB(120 + 54, 120 - 30)).isEqualTo(SECOND);
    }

    @Test
    void timeShouldRunAsInTheMechanisms() {
        assertThat(new CartPole(true).view().framesPerSecond()).isEqualTo(50);
        assertThat(new Pendulum(true).view().framesPerSecond()).isEqualTo(20);
        assertThat(new Acrobot(true).view().framesPerSecond()).isEqualTo(5);
    }
}
