import { ContactFactor } from './contact-factor.tsx';

const ProtectPhoneScreen = () => <ContactFactor kind="sms" />;

export default ProtectPhoneScreen;
