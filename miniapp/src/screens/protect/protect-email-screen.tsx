import { ContactFactor } from './contact-factor.tsx';

const ProtectEmailScreen = () => <ContactFactor kind="email" />;

export default ProtectEmailScreen;
